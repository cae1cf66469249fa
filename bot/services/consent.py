"""Consent by purpose: asked once in each wording, every decision kept, taken back from the chat at any time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.db import consents, participants
from bot.db.chats import Chat
from bot.db.consents import Decision
from bot.db.database import Transaction
from bot.escalation.texts import Body
from bot.services.chat_words import Purpose
from bot.services.practice import stand_still
from bot.services.reception import Reception

PREFIX = "consent:"
ASK = "ask"
_ANSWERS = {"yes": True, "no": False}


def may_practise(tx: Transaction, reception: Reception, chat: Chat) -> bool:
    """Whether the care team's purpose is agreed to, in the words that stand there now."""
    decision = consents.latest(tx, chat.participant_id).get(Purpose.CARE_TEAM.value)
    return decision is not None and decision.given and decision.version == _version(reception, Purpose.CARE_TEAM)


def is_given(tx: Transaction, participant_id: str) -> bool:
    """Whether the care team's purpose was agreed to and not taken back, in whatever words."""
    decision = consents.latest(tx, participant_id).get(Purpose.CARE_TEAM.value)
    return decision is not None and decision.given


def gate(tx: Transaction, reception: Reception, chat: Chat) -> list[Body] | None:
    """None: all is open to this chat. Else what to say in place of anything else: the question, again."""
    if may_practise(tx, reception, chat):
        return None
    return [reception.body(reception.words.consent.first, chat.language), *ask_care_team(tx, reception, chat)]


def ask_care_team(tx: Transaction, reception: Reception, chat: Chat) -> list[Body]:
    """The question without which no exercise can be done."""
    return _question(tx, reception, chat, Purpose.CARE_TEAM)


def next_question(tx: Transaction, reception: Reception, chat: Chat) -> list[Body]:
    """The first question that is open; empty when none is. A no to the care team leaves only that one open."""
    taken = consents.latest(tx, chat.participant_id)
    for purpose in Purpose:
        decision = taken.get(purpose.value)
        if decision is None or decision.version != _version(reception, purpose):
            return _question(tx, reception, chat, purpose)
        if purpose is Purpose.CARE_TEAM and not decision.given:
            return []
    return []


def answer(tx: Transaction, reception: Reception, chat: Chat, payload: str) -> list[Body] | None:
    """Take a press of one of these buttons; None when there is no such button.

    Nothing is kept of a press on words that have changed since: the question is asked in the new ones.
    """
    name, _, rest = payload.removeprefix(PREFIX).partition(":")
    answered, _, version = rest.partition(":")
    if not payload.startswith(PREFIX) or name not in list(Purpose) or answered not in (*_ANSWERS, ASK):
        return None
    purpose = Purpose(name)
    if answered == ASK:
        return _question(tx, reception, chat, purpose)
    if version != _version(reception, purpose):
        return _question(tx, reception, chat, purpose, changed=True)
    return _decide(tx, reception, chat, purpose, _ANSWERS[answered])


def privacy(tx: Transaction, reception: Reception, chat: Chat) -> list[Body]:
    """Who reads what, and each purpose with what was decided and a button to change it."""
    words = reception.words
    taken = consents.latest(tx, chat.participant_id)
    zone = reception.zone_of(participants.get(tx, chat.participant_id))
    lines = [_line(reception, chat, purpose, taken.get(purpose.value), zone) for purpose in Purpose]
    buttons = [_change(reception, chat, purpose, taken.get(purpose.value)) for purpose in Purpose]
    decided = "\n".join([reception.say(words.privacy.intro, chat.language), *lines])
    rights = reception.body(words.privacy.rights, chat.language)
    return [reception.body(words.welcome.reads, chat.language), rights, {"text": decided, "buttons": buttons}]


def _decide(tx: Transaction, reception: Reception, chat: Chat, purpose: Purpose, given: bool) -> list[Body]:
    words, version = reception.words.consent, _version(reception, purpose)
    before = consents.latest(tx, chat.participant_id).get(purpose.value)
    if before is None or (before.version, before.given) != (version, given):
        consents.add(tx, chat.participant_id, purpose.value, version, given)
    said = words.purposes[purpose]
    if purpose is Purpose.CARE_TEAM and not given:
        stand_still(tx, chat)
        again = reception.button(said.agree, chat.language, _payload(reception, purpose, "yes"))
        return [reception.body(said.declined, chat.language, again)]
    confirmed = reception.body(said.agreed if given else said.declined, chat.language)
    following = next_question(tx, reception, chat)
    if following or not may_practise(tx, reception, chat):
        return [confirmed, *following]
    return [confirmed, reception.body(words.complete, chat.language, reception.menu(chat.language))]


def _question(
    tx: Transaction, reception: Reception, chat: Chat, purpose: Purpose, *, changed: bool | None = None
) -> list[Body]:
    """``changed``: None to find out whether the words are others than those that were decided on."""
    words = reception.words.consent
    if changed is None:
        before = consents.latest(tx, chat.participant_id).get(purpose.value)
        changed = before is not None and before.version != _version(reception, purpose)
    said = words.purposes[purpose]
    agree = reception.button(said.agree, chat.language, _payload(reception, purpose, "yes"))
    decline = reception.button(said.decline, chat.language, _payload(reception, purpose, "no"))
    question = reception.body(said.ask, chat.language, agree, decline)
    return [reception.body(words.changed, chat.language), question] if changed else [question]


def _line(reception: Reception, chat: Chat, purpose: Purpose, decision: Decision | None, zone: ZoneInfo) -> str:
    words = reception.words.privacy
    name = reception.say(reception.words.consent.purposes[purpose].label, chat.language)
    if decision is None:
        return reception.say(words.open, chat.language, name=name)
    date = reception.date(decision.at.astimezone(zone).date(), chat.language)
    return reception.say(words.given if decision.given else words.refused, chat.language, name=name, date=date)


def _change(reception: Reception, chat: Chat, purpose: Purpose, decision: Decision | None) -> dict[str, str]:
    """The opposite of what holds. Agreeing is done at the question, so that its words are read."""
    words = reception.words.privacy
    name = reception.say(reception.words.consent.purposes[purpose].label, chat.language)
    holds = decision is not None and decision.given
    payload = _payload(reception, purpose, "no") if holds else f"{PREFIX}{purpose.value}:{ASK}"
    return reception.button(words.take_back if holds else words.allow, chat.language, payload, name=name)


def _payload(reception: Reception, purpose: Purpose, answered: str) -> str:
    return f"{PREFIX}{purpose.value}:{answered}:{_version(reception, purpose)}"


def _version(reception: Reception, purpose: Purpose) -> str:
    return reception.words.consent.purposes[purpose].version
