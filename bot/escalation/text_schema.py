"""What ``data/safety/texts.yml`` is made of, and what each of its texts may and must hold."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, Extra, Field, validator
from pydantic.fields import ModelField

from bot.escalation.plain_no import PlainNo
from bot.scripts.words import LANGUAGES, Words

CONTACTS = {"crisis", "emergency"}
Places = dict[str, set[str]]
MOST_IN_ANSWER, MOST_IN_BUTTON, MOST_NOTES = 120, 40, 8
"""Letters, and notes: what a telephone shows whole, with room for a name."""


class Part(BaseModel):
    """Base of all parts: read once, no unknown keys, every text in every language.

    ``may`` and ``must`` say which {braces} a text may use besides the contacts, and which it cannot go without.
    """

    may: ClassVar[Places] = {}
    must: ClassVar[Places] = {}

    class Config:
        frozen = True
        extra = Extra.forbid

    @validator("*")
    def _whole(cls, value: Any, field: ModelField) -> Any:
        for words in _each(value):
            _check_languages(words)
            _check_places(words, cls.may.get(field.name, set()) | CONTACTS, cls.must.get(field.name, set()))
        return value


class Country(Part):
    """The numbers of one country."""

    may = {"program": {"phone"}}
    must = {"program": {"phone"}}
    emergency: str = Field(min_length=2)
    crisis: Words
    program: Words


class Reply(Part):
    """The first two messages of a safety reply."""

    must = {"opening": {"emergency"}, "numbers": {"crisis"}}
    opening: Words
    numbers: Words


class ToldTexts(Part):
    may = {"after_hours": {"at"}}
    must = {"after_hours": {"at"}}
    nobody: tuple[Words, ...]
    staffed: tuple[Words, ...]
    after_hours: tuple[Words, ...]
    drill: tuple[Words, ...]

    @validator("*")
    def _not_twice(cls, variants: tuple[Words, ...]) -> tuple[Words, ...]:
        return differing(variants)


class Plan(Part):
    must = {"numbers": CONTACTS, "none": CONTACTS}
    offer: tuple[Words, ...]
    button: Words
    shown: Words
    numbers: Words
    none: Words
    write: Words
    rewrite: Words
    person: Words

    @validator("offer")
    def _not_twice(cls, variants: tuple[Words, ...]) -> tuple[Words, ...]:
        return differing(variants)


class Question(Part):
    must = {"before": CONTACTS}
    before: Words
    nobody: Words
    ask: Words
    yes: Words
    no: Words
    unsure: Words


class Thanks(Part):
    must = {"text": CONTACTS}
    text: Words
    paused: Words
    go_on: Words
    menu: Words


class FollowUp(Part):
    must = {"text": CONTACTS}
    text: Words
    person: Words
    menu: Words


class IncidentNotice(Part):
    may = {"title": {"incident"}, "body": {"incident", "link"}}
    must = {"body": {"incident", "link"}}
    title: Words
    body: Words


class StaffMessage(Part):
    title: Words
    body: Words


class Alarm(Part):
    may = {"body": {"what"}}
    must = {"body": {"what"}}
    title: Words
    body: Words


class AlarmOver(Part):
    title: Words
    body: Words


class StaffAnswers(Part):
    """Shown for a moment at a pressed button."""

    may = {"already_acknowledged": {"person"}, "already_resolved": {"person"}}
    yours: Words
    closed: Words
    already_acknowledged: Words
    already_resolved: Words
    not_acknowledged: Words
    stale: Words
    not_staff: Words
    unknown: Words
    again: Words

    @validator("*")
    def _fits(cls, words: Words) -> Words:
        return short(words, MOST_IN_ANSWER)


class StaffChatTexts(Part):
    """Buttons under a notice and what is added to it."""

    may = must = {"taken": {"person", "at"}, "resolved": {"person", "at"}}
    acknowledge: Words
    resolve: Words
    back: Words
    notes: tuple[Words, ...]
    taken: Words
    resolved: Words
    answers: StaffAnswers

    @validator("acknowledge", "resolve", "back")
    def _fits(cls, words: Words) -> Words:
        return short(words, MOST_IN_BUTTON)

    @validator("notes")
    def _differ(cls, notes: tuple[Words, ...]) -> tuple[Words, ...]:
        titles = [short(note, MOST_IN_BUTTON).to(language) for note in notes for language in LANGUAGES]
        if not 2 <= len(notes) <= MOST_NOTES or len(set(titles)) < len(titles):
            raise ValueError(f"needs two to {MOST_NOTES} notes, no two alike in any language")
        return notes


class StaffTexts(Part):
    drill: Words
    notice: IncidentNotice
    reminder: IncidentNotice
    alarm: Alarm
    alarm_over: StaffMessage
    chat: StaffChatTexts


class TextFile(Part):
    """The whole file."""

    must = dict.fromkeys(("silence", "seen", "not_read", "person_wanted", "before_you_go"), CONTACTS)
    country: str
    contacts: dict[str, Country]
    safety_reply: tuple[Reply, ...]
    told: ToldTexts
    at_unknown: Words
    plan: Plan
    question: Question
    no_thanks: Thanks
    silence: Words
    seen: Words
    follow_up: FollowUp
    not_read: Words
    person_wanted: Words
    before_you_go: Words
    staff: StaffTexts
    plain_no: dict[str, tuple[str, ...]]

    @validator("contacts")
    def _has_the_country(cls, contacts: dict[str, Country], values: dict[str, Any]) -> dict[str, Country]:
        if values.get("country") not in contacts:
            raise ValueError(f"lack {values.get('country')!r}, which `country` names; add it")
        return contacts

    @validator("safety_reply")
    def _not_twice(cls, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        differing(tuple(reply.opening for reply in replies))
        differing(tuple(reply.numbers for reply in replies))
        return replies

    @validator("plain_no")
    def _holds_the_button(cls, listed: dict[str, tuple[str, ...]], values: dict[str, Any]) -> dict[str, Any]:
        """The button for a no must be one, and the others must not."""
        question: Question | None = values.get("question")
        plain_no = PlainNo(words for in_language in listed.values() for words in in_language)
        for language in LANGUAGES if question else ():
            assert question
            if not plain_no.matches(question.no.to(language)):
                raise ValueError(f"lacks {question.no.to(language)!r}, the button for a no; add it")
            if any(plain_no.matches(other.to(language)) for other in (question.yes, question.unsure)):
                raise ValueError("lists a button of the question that is not the no; take it out")
        return listed


def differing(variants: tuple[Any, ...]) -> tuple[Any, ...]:
    """Raises ValueError unless there are two wordings or more, each another."""
    if len(variants) < 2 or len(set(variants)) < len(variants):
        raise ValueError("needs two wordings or more, no two alike, so that it does not repeat itself")
    return variants


def short(words: Words, most: int) -> Words:
    """Raises ValueError for a text of more letters."""
    for language, text in words.said:
        if len(text) > most:
            raise ValueError(f"is longer than {most} letters ({language}); shorten it")
    return words


def _each(value: Any) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    for one in value if isinstance(value, tuple) else ():
        yield from _each(one)


def _check_languages(words: Words) -> None:
    missing = [language for language in LANGUAGES if language not in words.as_data()]
    if missing:
        raise ValueError(f"lacks the language {', '.join(missing)}; add `{missing[0]}: …`")


def _check_places(words: Words, may: set[str], must: set[str]) -> None:
    for language, text in words.said:
        used = {place for _, place, _, _ in string.Formatter().parse(text) if place is not None}
        if used - may - must:
            known = ", ".join(f"{{{name}}}" for name in sorted(may | must))
            raise ValueError(f"uses {{{sorted(used - may - must)[0]}}} ({language}); it may use: {known}")
        if must - used:
            raise ValueError(f"lacks {{{sorted(must - used)[0]}}} ({language}); write it where it belongs")
