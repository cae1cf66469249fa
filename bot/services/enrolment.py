"""Enrolment: a participant gets a single-use link, and the first account that opens it is theirs."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.db import chats, enrolments, inbox, outbox, participants
from bot.db.chats import Chat
from bot.db.database import Database, Transaction
from bot.db.ids import new_id, now
from bot.escalation.texts import Body
from bot.scripts.words import DEFAULT_LANGUAGE, LANGUAGES
from bot.services import consent
from bot.services.reception import Reception

TELEGRAM = "telegram"
CODE_BYTES = 24
"""192 bits, in 32 characters. Telegram carries 64 characters of A-Z, a-z, 0-9, _ and -."""
VALID_DAYS = 7
ATTEMPTS_WITHIN = timedelta(hours=1)
ATTEMPTS_OF_ONE = 5
ATTEMPTS_OF_ALL = 200
"""Failed attempts that are answered within the hour. They are counted in the database: a restart forgets none, and
every process counts alike. Nobody guesses 192 bits; this keeps floods of guesses from being work."""
_BOT = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


class NoSuchParticipant(Exception):
    """There is none with this id, or they have erased their data."""


class NoBotName(ValueError):
    """This cannot be the username of a bot."""


@dataclass(frozen=True)
class Invitation:
    """``code`` enrols whoever has it: show it, and keep it nowhere."""

    participant_id: str
    code: str = field(repr=False)
    expires_at: datetime

    def link(self, bot: str) -> str:
        """``bot``: the bot's username, with or without "@". Raises NoBotName."""
        return f"https://t.me/{check_bot(bot)}?start={self.code}"


@dataclass(frozen=True)
class Begun:
    """``chat``: bound now or before; what it is told is stored in its outbox. None: send ``bodies``, store nothing.

    ``left``: ids of the person's earlier chats, which have a last word in their outbox.
    """

    chat: Chat | None
    bodies: tuple[Body, ...] = ()
    left: tuple[str, ...] = ()


def check_bot(name: str) -> str:
    """A bot's username without "@". Raises NoBotName."""
    bare = name.strip().removeprefix("@")
    if not _BOT.fullmatch(bare):
        raise NoBotName("a bot's username has 4 to 32 letters, digits and _, such as my_program_bot")
    return bare


def invite(
    database: Database, *, name: str, language: str, time_zone: str | None = None, days: float = VALID_DAYS
) -> Invitation:
    """As ``invite_within``, in a transaction of its own."""
    with database.transaction() as tx:
        return invite_within(tx, name=name, language=language, time_zone=time_zone, days=days)


def invite_within(
    tx: Transaction, *, name: str, language: str, time_zone: str | None = None, days: float = VALID_DAYS
) -> Invitation:
    """Make a participant and a link for them."""
    participant_id = participants.add(tx, name=name, language=language, time_zone=time_zone)
    return _invitation(tx, participant_id, days)


def invite_again(database: Database, participant_id: str, days: float = VALID_DAYS) -> Invitation:
    """As ``invite_again_within``, in a transaction of its own."""
    with database.transaction() as tx:
        return invite_again_within(tx, participant_id, days)


def invite_again_within(tx: Transaction, participant_id: str, days: float = VALID_DAYS) -> Invitation:
    """Another link for a participant, for another account too; links that nobody has opened are void.

    Raises:
        NoSuchParticipant: nothing changed.
    """
    person = participants.get(tx, participant_id)
    if person is None or person.erased_at is not None:
        raise NoSuchParticipant("there is no participant with this id")
    return _invitation(tx, participant_id, days)


def begin(
    database: Database,
    reception: Reception,
    *,
    channel: str = TELEGRAM,
    address: str,
    code: str,
    language: str = DEFAULT_LANGUAGE,
) -> Begun:
    """As ``begin_within``, in a transaction of its own. Raises DatabaseUnavailable; then nothing was stored."""
    with database.transaction() as tx:
        return begin_within(tx, reception, channel=channel, address=address, code=code, language=language)


def begin_within(
    tx: Transaction, reception: Reception, *, channel: str, address: str, code: str, language: str = DEFAULT_LANGUAGE
) -> Begun:
    """``/start CODE`` from an account. ``language``: what the channel says of somebody unknown.

    A code that is wrong, used, revoked or expired gets one and the same answer. An account that is bound stays with
    its participant whatever code it sends. The participant's earlier accounts on this channel are left.
    """
    known = chats.find(tx, channel, address)
    if known is not None:
        outbox.store(tx, known.id, f"start:{new_id()}", already(tx, reception, known, code))
        return Begun(known)
    where = f"{channel}:{address}"
    own, of_all = enrolments.attempts(tx, where, ATTEMPTS_WITHIN)
    if own >= ATTEMPTS_OF_ONE or of_all >= ATTEMPTS_OF_ALL:
        return Begun(None, tuple(_refused(reception, language, too_often=True)))
    used = enrolments.use(tx, code)
    if used is None:
        enrolments.add_attempt(tx, where)
        return Begun(None, tuple(_refused(reception, language)))
    return Begun(*_bind(tx, reception, used, channel, address))


def stranger(reception: Reception, language: str = DEFAULT_LANGUAGE) -> list[Body]:
    """What an account that nobody enrolled is told, whatever it sent: how to enrol, and the crisis contacts."""
    language, words = _spoken(language), reception.words.stranger
    return [reception.body(words.text, language), reception.contacts(words.contacts, language)]


def _invitation(tx: Transaction, participant_id: str, days: float) -> Invitation:
    code, expires_at = secrets.token_urlsafe(CODE_BYTES), now() + timedelta(days=days)
    enrolments.add(tx, participant_id, code, expires_at)
    return Invitation(participant_id, code, expires_at)


def _bind(
    tx: Transaction, reception: Reception, used: enrolments.Enrolment, channel: str, address: str
) -> tuple[Chat, tuple[Body, ...], tuple[str, ...]]:
    chat = chats.add(tx, used.participant_id, channel, address)
    enrolments.bind(tx, used.id, chat.id)
    left = participants.other_chats(tx, used.participant_id, chat.id)
    for earlier in left:
        _leave(tx, reception, earlier, chat.language)
    participants.mark_program_said(tx, chat.id)
    said = [*reception.welcome(chat.language), *_what_now(tx, reception, chat)]
    outbox.store(tx, chat.id, f"welcome:{used.id}", said)
    return chat, (), tuple(left)


def _leave(tx: Transaction, reception: Reception, chat_id: str, language: str) -> None:
    inbox.cancel_timers(tx, chat_id)
    participants.leave(tx, chat_id)
    outbox.store(tx, chat_id, f"moved:{chat_id}", [reception.body(reception.words.moved, language)])


def already(tx: Transaction, reception: Reception, chat: Chat, code: str = "") -> list[Body]:
    """``/start`` in a chat that is bound: nothing is begun anew, and the answer is one and the same for every code.

    A link of their own is used up by this, so that it binds nobody else.
    """
    used = enrolments.use(tx, code, only_for=chat.participant_id) if code else None
    if used is not None:
        enrolments.bind(tx, used.id, chat.id)
    return [reception.body(reception.words.already, chat.language), *_what_now(tx, reception, chat)]


def _what_now(tx: Transaction, reception: Reception, chat: Chat) -> list[Body]:
    """The question that is open, else the menu."""
    if not consent.may_practise(tx, reception, chat):
        return consent.ask_care_team(tx, reception, chat)
    return consent.next_question(tx, reception, chat) or [
        reception.body(reception.words.consent.complete, chat.language, reception.menu(chat.language))
    ]


def _refused(reception: Reception, language: str, *, too_often: bool = False) -> list[Body]:
    language, words = _spoken(language), reception.words.stranger
    said = words.too_often if too_often else words.refused
    return [reception.body(said, language), reception.contacts(words.contacts, language)]


def _spoken(language: str) -> str:
    """ "es-MX" is "es"; a language that is not spoken here is English."""
    short = language.casefold()[:2]
    return short if short in LANGUAGES else DEFAULT_LANGUAGE
