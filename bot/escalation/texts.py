"""What is said to a participant in danger, and to staff. Every word stands in ``data/safety/texts.yml``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from bot.escalation.plain_no import PlainNo
from bot.escalation.text_schema import IncidentNotice, TextFile
from bot.escalation.told import Told
from bot.scripts.words import DEFAULT_LANGUAGE, Words
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

TEXTS_FILE = "texts.yml"
Body = dict[str, Any]
"""One message as the outbox stores it: ``{"text": …, "buttons": [{"title": …, "payload": …}]}``."""
One = TypeVar("One")


class StaffText(NamedTuple):
    """One message to staff. A channel without titles sends the body alone: it says all."""

    title: str
    body: str


class SafetyTexts(BaseModel):
    """The texts and the program's own number. ``language`` is the participant's."""

    words: TextFile
    program_phone: str = ""

    class Config:
        frozen = True
        keep_untouched = (cached_property,)

    # To participants

    def safety_reply(self, language: str, told: Told, already: int, plan: bool) -> list[Body]:
        """Three short messages. ``already`` counts the safety replies before this one; ``plan``: one is stored."""
        last = _body(self.who_knows(language, told, already))
        if plan:
            offer = self._say(variant(self.words.plan.offer, already), language)
            button = _button(self.words.plan.button.to(language), "/safety_plan")
            last = _body(f"{last['text']} {offer}", button)
        return [*self.numbers_first(language, already), last]

    def numbers_first(self, language: str, already: int) -> list[Body]:
        """The safety reply without who was told."""
        reply = variant(self.words.safety_reply, already)
        return [_body(self._say(reply.opening, language)), _body(self._with_program(reply.numbers, language))]

    def who_knows(self, language: str, told: Told, already: int = 0) -> str:
        """One text: who was told and when it is seen."""
        texts: tuple[Words, ...] = getattr(self.words.told, told.state)
        at = told.at or self.words.at_unknown.to(language)
        return self._say(variant(texts, already), language, at=at)

    def question(self, language: str, told: Told | None = None) -> list[Body]:
        """What each answer leads to, then the direct question. Pass ``told`` to say also that nobody can be reached."""
        words = self.words.question
        before = self._say(words.before, language)
        if told is not None and told.state == "nobody":
            before = f"{before} {self._say(words.nobody, language)}"
        answers = [words.yes.to(language), words.no.to(language), words.unsure.to(language)]
        return [
            _body(before),
            _body(self._say(words.ask, language), *(_button(answer, answer) for answer in answers)),
        ]

    def no_thanks(self, language: str, script_paused: bool) -> list[Body]:
        """After a plain no."""
        words = self.words.no_thanks
        text, menu = self._say(words.text, language), _button(words.menu.to(language), "/list_exercises")
        return [_body(text), self.paused(language)] if script_paused else [_body(text, menu)]

    def paused(self, language: str) -> Body:
        """A script stands still until its participant wants to go on."""
        words = self.words.no_thanks
        go_on, menu = _button(words.go_on.to(language), "/resume"), _button(words.menu.to(language), "/list_exercises")
        return _body(self._say(words.paused, language), go_on, menu)

    def silence(self, language: str, told: Told | None = None) -> list[Body]:
        """No answer in time. Pass ``told`` to say who was told."""
        said = [_body(self._with_program(self.words.silence, language))]
        return said if told is None else [*said, _body(self.who_knows(language, told))]

    def seen(self, language: str) -> list[Body]:
        """A member of staff has acknowledged."""
        return [_body(self._say(self.words.seen, language))]

    def follow_up(self, language: str) -> list[Body]:
        words = self.words.follow_up
        person = _button(words.person.to(language), "/talk_to_staff")
        menu = _button(words.menu.to(language), "/list_exercises")
        return [_body(self._say(words.text, language), person, menu)]

    def not_read(self, language: str) -> list[Body]:
        """A photo, a voice message, a sticker or a file."""
        return [_body(self._with_program(self.words.not_read, language))]

    def person_wanted(self, language: str, told: Told) -> list[Body]:
        numbers = _body(self._with_program(self.words.person_wanted, language))
        return [numbers, _body(self.who_knows(language, told))]

    def before_you_go(self, language: str) -> list[Body]:
        """In place of a goodbye while an alert is open."""
        return [_body(self._with_program(self.words.before_you_go, language))]

    def stored_plan(self, language: str, parts: Sequence[tuple[str, str]], write: str) -> list[Body]:
        """A safety plan, each part with its heading, and the numbers. ``write``: payload to write it anew."""
        words = self.words.plan
        shown = [_body(self._say(words.shown, language)), *(_body(f"{heading}:\n{said}") for heading, said in parts)]
        numbers = self._with_program(words.numbers, language)
        return [*shown, _body(numbers, self._person(language), _button(words.rewrite.to(language), write))]

    def no_plan(self, language: str, write: str) -> list[Body]:
        """No safety plan is stored. ``write``: payload to write one."""
        words = self.words.plan
        text = self._with_program(words.none, language)
        return [_body(text, self._person(language), _button(words.write.to(language), write))]

    def program(self, language: str) -> str:
        """How to reach the program, empty when the operator has set no number."""
        phone = self.program_phone
        return self._say(self._country.program, language, phone=phone) if phone else ""

    def is_plain_no(self, text: str) -> bool:
        """Whether the whole text is a no to the question, in any language."""
        return self._plain_no.matches(text)

    def is_an_answer(self, text: str) -> bool:
        """Whether the whole text is the title of one of the question's buttons, in any language."""
        return self._titles.matches(text)

    # To staff

    def notice(self, incident_id: str, link: str, drill: bool, language: str = DEFAULT_LANGUAGE) -> StaffText:
        """Somebody is needed. ``link`` is an address or how to see the incident otherwise."""
        return self._staff(self.words.staff.notice, incident_id, link, drill, language)

    def reminder(self, incident_id: str, link: str, drill: bool, language: str = DEFAULT_LANGUAGE) -> StaffText:
        """Acknowledged and not resolved."""
        return self._staff(self.words.staff.reminder, incident_id, link, drill, language)

    def alarm(self, what: str, language: str = DEFAULT_LANGUAGE) -> StaffText:
        """A part of interlude does not work. ``what`` names it by a code, such as ``worker``."""
        words = self.words.staff.alarm
        return StaffText(self._say(words.title, language), self._say(words.body, language, what=what))

    def alarm_over(self, language: str = DEFAULT_LANGUAGE) -> StaffText:
        words = self.words.staff.alarm_over
        return StaffText(self._say(words.title, language), self._say(words.body, language))

    # How they are put together

    @cached_property
    def _plain_no(self) -> PlainNo:
        return PlainNo(words for listed in self.words.plain_no.values() for words in listed)

    @cached_property
    def _titles(self) -> PlainNo:
        words = self.words.question
        return PlainNo(title for one in (words.yes, words.no, words.unsure) for title in one.as_data().values())

    def _staff(self, words: IncidentNotice, incident_id: str, link: str, drill: bool, language: str) -> StaffText:
        front = f"{self.words.staff.drill.to(language)}: " if drill else ""
        places = {"incident": incident_id, "link": link}
        title, body = (self._say(one, language, **places) for one in (words.title, words.body))
        return StaffText(front + title, front + body)

    def _person(self, language: str) -> dict[str, str]:
        return _button(self.words.plan.person.to(language), "/talk_to_staff")

    def _with_program(self, words: Words, language: str) -> str:
        return f"{self._say(words, language)} {self.program(language)}".rstrip()

    def _say(self, words: Words, language: str, **places: str) -> str:
        contacts = {"crisis": self._country.crisis.to(language), "emergency": self._country.emergency}
        return words.to(language).format(**contacts, **places)

    @property
    def _country(self) -> Any:
        return self.words.contacts[self.words.country]


def load_texts(path: Path, program_phone: str = "") -> SafetyTexts:
    """Read the texts. Raises ContentError with file and line of every fault."""
    data = read_yaml(path)
    try:
        return SafetyTexts(words=TextFile.parse_obj(data), program_phone=program_phone)
    except ValidationError as error:
        raise ContentError(Problem(path, line_of(data, one["loc"]), _in_words(one)) for one in error.errors()) from None


def variant(variants: Sequence[One], already: int) -> One:
    """Each in turn; then the last two take turns, so that none follows itself."""
    count = len(variants)
    return variants[already if already < count else count - 2 + (already - count) % 2]


def _in_words(error: Any) -> str:
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "this")
    said = {
        "value_error.missing": "is missing; add it",
        "value_error.extra": "does not belong here; delete it or correct its spelling",
    }
    return f"`{name}` {said.get(error['type'], error['msg'])}"


def _body(text: str, *buttons: dict[str, str]) -> Body:
    return {"text": text, "buttons": list(buttons)}


def _button(title: str, payload: str) -> dict[str, str]:
    return {"title": title, "payload": payload}
