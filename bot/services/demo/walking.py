"""Walks a script as somebody could have: every reply goes through the real runner, and is kept as the log keeps it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from bot.db.runs import answer_columns
from bot.scripts.commands import Command
from bot.scripts.library import Library
from bot.scripts.runner import Runner
from bot.scripts.runs import OWN_WORD_KINDS, Reply, RunState, Status, Turn
from bot.scripts.schema import Ask, Choose, Pace, Scale, Script
from bot.services.demo.content import Bank
from bot.services.run_columns import columns_of, decided_sharing, first_sharing

FINISH, STOP, LEAVE = ENDINGS = "finish", "stop", "leave"
"""How a run ends: at its end, by the command, or with no more replies."""
MOST_REPLIES = 40
"""No script is that long; loops end here."""
_OWN_WORDS = {kind.value for kind in OWN_WORD_KINDS}


class Wish(NamedTuple):
    """How a run is to go. ``ending``: FINISH, STOP or LEAVE.

    ``before``, ``after``: distress, 0–10; ``mood`` 0–10; ``need`` and ``trigger``: options of the scripts.
    """

    before: int = 5
    after: int = 4
    mood: int = 5
    need: str = "fine"
    trigger: str = "unknown"
    share: bool = True
    ending: str = FINISH


class Answer(NamedTuple):
    """One answer as it is stored, ``seconds`` after the run began. ``body``: what is sealed."""

    step: str
    kind: str
    number: int | None
    body: str
    sharing: str
    seconds: int


@dataclass(frozen=True)
class Walk:
    """One run, apart from who and when. ``replies``: what was given, each with its seconds since the beginning."""

    script_id: str
    version: str
    status: str
    step: str
    state: str
    tags: str
    numbers: dict[str, int | None]
    answers: tuple[Answer, ...]
    replies: tuple[tuple[int, Reply], ...]

    @property
    def seconds(self) -> int:
        """From the beginning to the last reply."""
        return self.replies[-1][0] if self.replies else 0


@dataclass
class Walker:
    """One person's way through one script."""

    library: Library
    bank: Bank
    script: Script
    language: str
    wish: Wish
    rng: Random
    _answers: list[Answer] = field(default_factory=list)
    _replies: list[tuple[int, Reply]] = field(default_factory=list)

    def walk(self) -> Walk:
        """Begin, and reply until the ending that is wished for."""
        runner = Runner(self.script, self.library, self.language)
        state, seconds = runner.begin().state, 0
        last = self.rng.randint(1, 3) if self.wish.ending != FINISH else MOST_REPLIES
        while state.status is Status.OPEN and len(self._replies) < last:
            reply, pause = self._reply(state)
            seconds += pause
            state = self._take(runner.reply(state, reply), reply, seconds)
        if self.wish.ending != LEAVE and state.status is Status.OPEN:
            stop = Reply(self.library.commands.label(Command.STOP, self.language))
            state = self._take(runner.reply(state, stop), stop, seconds + 5)
        return self._finished(state)

    def _take(self, turn: Turn, reply: Reply, seconds: int) -> RunState:
        self._replies.append((seconds, reply))
        for record in turn.records:
            number, body = answer_columns(record.text, record.value)
            kept = first_sharing(record)
            self._answers.append(Answer(record.step, record.kind.value, number, body, kept, seconds))
        sharing = decided_sharing(self.script, turn)
        if sharing is not None:
            self._answers = [_shared(one, sharing) for one in self._answers]
        return turn.state

    def _finished(self, state: RunState) -> Walk:
        numbers, tags = columns_of(self.script, state)
        return Walk(
            self.script.id,
            self.script.version,
            state.status.value,
            state.step,
            json.dumps(state.as_data()),
            json.dumps({name: tag for name, tag in tags.items() if tag is not None}),
            numbers,
            tuple(self._answers),
            tuple(self._replies),
        )

    # What the person gives

    def _reply(self, state: RunState) -> tuple[Reply, int]:
        """The reply to the open step, and the seconds it takes."""
        step, visit = self.script.step(state.step), state.visit
        if isinstance(step, Scale):
            return self._rate(step, visit), self.rng.randint(3, 12)
        if isinstance(step, Choose):
            value = self._choice(step)
            label = next(option.label for option in step.options if option.value == value)
            return Reply(label.to(self.language), value, visit), self.rng.randint(3, 14)
        if isinstance(step, Pace):
            if self.rng.random() < 0.08:
                return Reply(self.rng.choice(self.bank.enough.to(self.language))), max(5, step.seconds // 2)
            return Reply("(the time is over)", visit=visit, pace_over=True), step.seconds + 1
        assert isinstance(step, Ask), "no other step waits"
        return self._write(step), self.rng.randint(15, 70)

    def _write(self, step: Ask) -> Reply:
        if self.rng.random() < (0.5 if step.log_as == "note" else 0.12):
            return Reply(self.library.commands.label(Command.SKIP, self.language))
        return Reply(self.rng.choice(self.bank.answer(step.id, self.language)))

    def _rate(self, step: Scale, visit: int) -> Reply:
        number = self._number(step)
        if step.log_as == "distress_before" and self.rng.random() < 0.06:
            return Reply(self.rng.choice(self.bank.numbers.to(self.language)).format(n=number))
        return Reply(str(number), str(number), visit)

    def _number(self, step: Scale) -> int:
        """Percent are multiples of ten, as the buttons are."""
        wished = {"distress_before": self.wish.before, "distress_after": self.wish.after}
        if step.log_as in wished:
            return wished[step.log_as]
        if step.id == "mood":
            return self.wish.mood
        spread = max(1, (step.highest - step.lowest) // 10)
        near = self.wish.after if step.id.endswith("after") else self.wish.before
        near = near if step.id.startswith(("urge", "belief")) else 10 - near
        place = min(10, max(0, near + self.rng.randint(-1, 1)))
        return min(step.highest, step.lowest + place * spread)

    def _choice(self, step: Choose) -> str:
        values = [option.value for option in step.options]
        wished = {"helped": self._helped(), "trigger": self.wish.trigger, "need": self.wish.need}
        wanted = wished.get(step.log_as or "")
        if step.log_as == "sharing":
            wanted = "share" if self.wish.share else "keep"
        if wanted in values:
            return wanted
        if all(value.isdecimal() for value in values):
            return self._points(step, sorted(map(int, values)))
        return self.rng.choices(values, _first_ones(values))[0]

    def _points(self, step: Choose, points: Sequence[int]) -> str:
        """More with more distress; nothing that pages staff: crises of the demo are written by hand."""
        if step.page_if is not None:
            return str(points[0])
        place = round(self.wish.before / 10 * (len(points) - 1)) + self.rng.choice((-1, 0, 0, 1))
        return str(points[min(len(points) - 1, max(0, place))])

    def _helped(self) -> str:
        eased = self.wish.before - self.wish.after
        return "2" if eased >= 3 else "1" if eased >= 1 else "0"


def _first_ones(values: Sequence[str]) -> list[float]:
    """Weights: what stands first is what people mostly take."""
    return [1 / (place + 1) for place in range(len(values))]


def _shared(answer: Answer, sharing: str) -> Answer:
    return answer._replace(sharing=sharing) if answer.kind in _OWN_WORDS else answer
