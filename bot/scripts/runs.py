"""What goes into a run and what comes out of it: state, replies, messages, records."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

from bot.scripts.conditions import Value
from bot.scripts.schema import LogAs


class Status(str, Enum):
    """OPEN waits for an answer; the others stand still. PERSON: a person was asked for."""

    OPEN = "open"
    PAUSED = "paused"
    PERSON = "person"
    FINISHED = "finished"
    STOPPED = "stopped"


class AnswerKind(str, Enum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    PACE = "pace"
    SKIPPED = "skipped"
    UNCLEAR = "unclear"
    """Words that did not answer the question; kept, and the question asked again."""
    CHOICE_IN_WORDS = "choice_own"
    NUMBER_IN_WORDS = "number_own"
    """A number or an option with a story around it: "7 because of what happened at work"."""


OWN_WORD_KINDS = (
    AnswerKind.TEXT,
    AnswerKind.UNCLEAR,
    AnswerKind.PACE,
    AnswerKind.CHOICE_IN_WORDS,
    AnswerKind.NUMBER_IN_WORDS,
)
"""Answers that hold the person's own words: theirs to share or keep."""
OWN_WORDS = "free_text"
"""What own words are worth to a condition; so they differ from a skipped step, which is worth None."""


@dataclass(frozen=True)
class Given:
    """One answered step: what the answer is worth, and how many texts in own words it took."""

    step: str
    value: Value
    texts: int


@dataclass(frozen=True)
class RunState:
    """Where a run stands. ``visit`` counts how often a step was shown, so that an old button can be told.

    A step may be answered more than once, in a loop: each answer stands for itself in ``given``.
    """

    step: str
    visit: int = 1
    given: tuple[Given, ...] = ()
    written: tuple[str, ...] = ()
    misses: int = 0
    status: Status = Status.OPEN

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"status": self.status.value}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> RunState:
        return cls(
            **{
                **data,
                "given": tuple(Given(**one) for one in data["given"]),
                "written": tuple(data["written"]),
                "status": Status(data["status"]),
            }
        )

    @property
    def trail(self) -> tuple[str, ...]:
        """The answered steps, in order."""
        return tuple(one.step for one in self.given)

    @property
    def values(self) -> dict[str, Value]:
        """What each step's latest answer is worth."""
        return {one.step: one.value for one in self.given}

    def facts(self, answer: Value = None) -> dict[str, Value]:
        """The names that a condition may use, with their values."""
        return {**self.values, "answer": answer, "texts": len(self.written)}

    def with_answer(self, record: Record) -> RunState:
        """The state with this answer; own words count as answered (not as skipped) in conditions."""
        value = OWN_WORDS if record.value is None and record.kind is AnswerKind.TEXT else record.value
        worded = self.with_words(record)
        before = sum(one.texts for one in self.given if one.step == record.step)
        given = Given(record.step, value, worded.written.count(record.step) - before)
        return replace(worded, given=(*self.given, given), misses=0)

    def with_words(self, record: Record) -> RunState:
        """The state that knows of the person's own words at this step, so that sharing them is asked about."""
        said = record.kind in OWN_WORD_KINDS and record.text
        return replace(self, written=(*self.written, record.step)) if said else self

    def without_last(self) -> RunState:
        """The state before the last answered step was answered. The trail must not be empty."""
        last = self.given[-1]
        places = [place for place, step in enumerate(self.written) if step == last.step]
        taken_back = set(places[len(places) - last.texts :])
        return replace(
            self,
            given=self.given[:-1],
            written=tuple(step for place, step in enumerate(self.written) if place not in taken_back),
            misses=0,
        )


@dataclass(frozen=True)
class Reply:
    """What the participant gave.

    ``option`` and ``visit`` come with a button: the value it stands for and the visit it was shown at. ``pace_over``
    is no word of theirs but the end of a paced step's time.
    """

    text: str
    option: str | None = None
    visit: int | None = None
    pace_over: bool = False


@dataclass(frozen=True)
class Button:
    title: str
    value: str


@dataclass(frozen=True)
class Frame:
    """One moment of a paced step: what is shown, for how many seconds, in which round (from 1)."""

    show: str
    seconds: int
    round: int


@dataclass(frozen=True)
class Message:
    """One bubble. ``waits`` says that the script now waits, so the command buttons belong below it."""

    text: str
    buttons: tuple[Button, ...] = ()
    scale: tuple[str, str] | None = None
    """Captions of the lowest and highest number, when the buttons are a scale."""
    pace: tuple[Frame, ...] = ()
    waits: bool = False


@dataclass(frozen=True)
class Record:
    """One line for the log: what was given at which step. ``value`` is None for words and skips."""

    step: str
    kind: AnswerKind
    text: str
    value: Value = None
    log_as: LogAs | None = None


@dataclass(frozen=True)
class Turn:
    """What one reply led to. ``retracted`` names the step whose answer was taken back."""

    state: RunState
    messages: tuple[Message, ...] = ()
    records: tuple[Record, ...] = ()
    retracted: str | None = None
