"""The commands that begin with "/", and the buttons that they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.db import chats, participants, rhythms, runs
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.ids import now
from bot.escalation.texts import Body
from bot.scripts.commands import Command, CommandReader
from bot.services import consent, erasure, person_wanted
from bot.services.chat_words import ChatCommand, ChatWords
from bot.services.enrolment import already
from bot.services.export import export
from bot.services.reception import MENU, Reception

HELP, HUMAN, STOP, PAUSE = "/help", person_wanted.ORDER, "stop", "pause"
"""What Rasa gets in place of these commands: orders, and the words that steer a script."""
DELETE_PREFIX, PAUSE_PREFIX = "delete:", "pause:"
CONFIRM_WITHIN = timedelta(minutes=15)
"""How long the button counts that erases everything."""
_ALWAYS_OPEN = (HUMAN, "/safety_plan")
_SNOOZES = {"day": timedelta(days=1), "week": timedelta(days=7)}


@dataclass(frozen=True)
class Document:
    name: str
    data: bytes = field(repr=False)
    caption: str


@dataclass(frozen=True)
class CommandAnswer:
    """One of these: ``bodies`` to say, ``order`` to hand to Rasa instead of what was typed, or a file to send.

    ``erased``: everything of this chat is gone, its outbox too. Send ``bodies`` at once and store nothing; after the
    commit call ``erasure.clean``.
    """

    bodies: tuple[Body, ...] = ()
    order: str = ""
    document: Document | None = None
    erased: bool = False


def commands_for(words: ChatWords, language: str) -> list[tuple[str, str]]:
    """(command, description) of all commands, as Telegram registers them for one language."""
    return [(one.name.to(language), one.about.to(language)) for one in map(words.commands.__getitem__, ChatCommand)]


def answer_command(
    tx: Transaction, reception: Reception, chat: Chat, name: str, argument: str = ""
) -> CommandAnswer | None:
    """Answer "/name argument" of a chat that is bound, whatever language the name is of.

    Help, stop and a person can be had before anything is agreed to; so can what belongs to the person.

    Returns:
        None for a command that is not ours.
    """
    command = reception.words.command(name)
    if command is ChatCommand.START:
        return CommandAnswer(tuple(already(tx, reception, chat, argument)))
    return None if command is None else _ANSWERS[command](tx, reception, chat)


def answer_unagreed(
    tx: Transaction, reception: Reception, commands: CommandReader, chat: Chat, text: str, payload: str = ""
) -> CommandAnswer | None:
    """What anything else is answered with while care_team is not agreed to: the question, again.

    Help, stop and a person work by their words and buttons, too, and a safety plan can be seen.

    Args:
        text: what was typed, or the title of the button that was pressed.
        payload: what that button sends to Rasa.

    Returns:
        None when it is to go to Rasa as it is.
    """
    if payload in _ALWAYS_OPEN or consent.may_practise(tx, reception, chat):
        return None
    command = commands.read(text)
    if command in _BY_WORDS:
        return _ANSWERS[_BY_WORDS[command]](tx, reception, chat)
    return CommandAnswer(tuple(consent.gate(tx, reception, chat) or ()))


def is_own_button(payload: str) -> bool:
    """Whether ``answer_button`` is for this payload, and not Rasa."""
    return payload.startswith((consent.PREFIX, DELETE_PREFIX, PAUSE_PREFIX))


def answer_button(tx: Transaction, reception: Reception, chat: Chat, payload: str) -> CommandAnswer:
    """Answer a press of a button shown in this chat. One that means nothing (any more) gets a word that says so."""
    bodies: list[Body] | None = None
    if payload.startswith(DELETE_PREFIX):
        return _delete_pressed(tx, reception, chat, payload.removeprefix(DELETE_PREFIX))
    if payload.startswith(PAUSE_PREFIX):
        bodies = _snooze(tx, reception, chat, payload.removeprefix(PAUSE_PREFIX))
    elif payload.startswith(consent.PREFIX):
        bodies = consent.answer(tx, reception, chat, payload)
    return CommandAnswer(tuple(bodies)) if bodies else _stale(reception, chat)


def _gated(order: str) -> Callable[[Transaction, Reception, Chat], CommandAnswer]:
    def answer(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
        closed = consent.gate(tx, reception, chat)
        return CommandAnswer(tuple(closed)) if closed else CommandAnswer(order=order)

    return answer


def _human(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
    return CommandAnswer(order=HUMAN)


def _help(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
    if consent.may_practise(tx, reception, chat):
        return CommandAnswer(order=HELP)
    said = reception.body(reception.words.help, chat.language)
    return CommandAnswer((said, *consent.ask_care_team(tx, reception, chat)))


def _stop(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
    """A run that began while it was agreed to is stopped also when that has been taken back."""
    if consent.may_practise(tx, reception, chat) or runs.live(tx, chat.participant_id):
        return CommandAnswer(order=STOP)
    return CommandAnswer((reception.body(reception.words.stopped, chat.language),))


def _pause(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
    """The script in progress; without one, reminders."""
    run = runs.live(tx, chat.participant_id)
    if run is not None and run.status == "open":
        return CommandAnswer(order=PAUSE)
    words, language = reception.words.pause, chat.language
    person = participants.get(tx, chat.participant_id)
    assert person is not None, "a chat has a participant"
    snoozed = person.reminders_after is not None and person.reminders_after > now()
    paused = snoozed or person.wants_reminders is False
    choices = {"day": words.day, "week": words.week, "off": words.off}
    choices |= {"on": words.on} if paused else {}
    buttons = [reception.button(title, language, PAUSE_PREFIX + name) for name, title in choices.items()]
    return CommandAnswer((reception.body(words.ask_again if paused else words.ask, language, *buttons),))


def _snooze(tx: Transaction, reception: Reception, chat: Chat, choice: str) -> list[Body] | None:
    words = reception.words.pause
    said = {"day": words.said_day, "week": words.said_week, "off": words.said_off, "on": words.said_on}
    if choice not in said:
        return None
    chats.set_reminders(tx, chat.participant_id, choice != "off")
    until = now() + _SNOOZES[choice] if choice in _SNOOZES else None
    rhythms.set_snooze(tx, chat.participant_id, until)
    return [reception.body(said[choice], chat.language)]


def _privacy(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
    return CommandAnswer(tuple(consent.privacy(tx, reception, chat)))


def _export(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
    words = reception.words.export
    name = f"{words.file.to(chat.language)}-{now():%Y-%m-%d}.json"
    caption = reception.say(words.caption, chat.language)
    return CommandAnswer(document=Document(name, export(tx, chat.participant_id), caption))


def _delete(tx: Transaction, reception: Reception, chat: Chat) -> CommandAnswer:
    """What goes and what stays, and the question; or that all has to be kept for now."""
    words, language = reception.words.delete, chat.language
    if erasure.must_be_kept(tx, chat.participant_id):
        return CommandAnswer((reception.body(words.on_hold, language),))
    before = [words.ask, words.alert] if erasure.has_open_alert(tx, chat.participant_id) else [words.ask]
    *first, last = (reception.body(one, language) for one in before)
    confirm = reception.button(words.confirm, language, f"{DELETE_PREFIX}confirm:{int(now().timestamp())}")
    last["buttons"] = [reception.button(words.keep, language, f"{DELETE_PREFIX}keep"), confirm]
    return CommandAnswer((*first, last))


def _delete_pressed(tx: Transaction, reception: Reception, chat: Chat, pressed: str) -> CommandAnswer:
    words, language = reception.words.delete, chat.language
    choice, _, asked = pressed.partition(":")
    if choice == "keep":
        return CommandAnswer((reception.body(words.kept, language),))
    if choice != "confirm" or not asked.isdecimal():
        return _stale(reception, chat)
    if not 0 <= now().timestamp() - int(asked) <= CONFIRM_WITHIN.total_seconds():
        return CommandAnswer((reception.body(words.late, language), *_delete(tx, reception, chat).bodies))
    try:
        erasure.erase(tx, chat.participant_id)
    except erasure.MustBeKept:
        return CommandAnswer((reception.body(words.on_hold, language),))
    return CommandAnswer((reception.body(words.done, language),), erased=True)


def _stale(reception: Reception, chat: Chat) -> CommandAnswer:
    return CommandAnswer((reception.body(reception.words.stale, chat.language),))


_BY_WORDS = {Command.HELP: ChatCommand.HELP, Command.STOP: ChatCommand.STOP, Command.HUMAN: ChatCommand.HUMAN}
_ANSWERS: dict[ChatCommand, Callable[[Transaction, Reception, Chat], CommandAnswer]] = {
    ChatCommand.MENU: _gated(MENU),
    ChatCommand.STOP: _stop,
    ChatCommand.PAUSE: _pause,
    ChatCommand.HELP: _help,
    ChatCommand.HUMAN: _human,
    ChatCommand.PRIVACY: _privacy,
    ChatCommand.EXPORT: _export,
    ChatCommand.DELETE: _delete,
}
