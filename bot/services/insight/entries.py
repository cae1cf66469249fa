"""One run as the care team may see it: shared answers under their questions, and how many were kept private."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.db import insight_answers
from bot.db.database import Transaction
from bot.db.insight_answers import AnswerLine
from bot.db.insight_runs import RunLine
from bot.scripts.instruments import instrument_of, points
from bot.services.insight.scripts import Catalogue, Sheet, Title, pinned

MEASURE = "measure"


@dataclass(frozen=True)
class SharedAnswer:
    """One answer that may be read. ``said``: words, or what stood on the button; empty where it was skipped.

    ``kind`` and ``number`` as they are stored: a rating is told by its number. ``logged_as``: what it is kept as
    besides (distress_before, distress_after, helped, trigger, need, note); who shows those may leave it out here.
    ``place``: from 1, among the questions that a measure's score is made of.
    """

    step: str
    question: str
    kind: str
    said: str
    number: int | None
    value: str | None
    logged_as: str | None
    place: int | None
    at: datetime


@dataclass(frozen=True)
class Score:
    """The total of a measure, and what it is called; None while one of its questions has no answer."""

    instrument: str
    total: int | None
    highest: int
    band: str | None = None


@dataclass(frozen=True)
class RunEntry:
    """One run. ``origin``: own, assigned or suggested; ``status``: finished, stopped, abandoned, or still open.

    Distress is 0–10, ``helped`` 0–2. ``trigger`` is in words. ``kept_private``: how many answers have words that the
    person keeps for themselves; a rating among them is shown by its number.
    """

    id: str
    at: datetime
    ended_at: datetime | None
    script: Title
    version: str
    origin: str
    status: str
    distress_before: int | None
    distress_after: int | None
    helped: int | None
    trigger: str | None
    score: Score | None
    answers: tuple[SharedAnswer, ...]
    kept_private: int


def read_runs(tx: Transaction, known: Catalogue, runs: Sequence[RunLine]) -> list[RunEntry]:
    """These runs with their answers, in the same order: one query, and one more where scripts have changed since."""
    sheets = pinned(tx, known, {(run.script_id, run.version) for run in runs})
    answers = defaultdict(list)
    for answer in insight_answers.of_runs(tx, [run.id for run in runs]):
        answers[answer.run_id].append(answer)
    return [_entry(run, sheets[run.script_id, run.version], answers[run.id], known) for run in runs]


def score_of(sheet: Sheet, answers: Sequence[AnswerLine]) -> Score | None:
    """The score of a measure that is known (``bot.scripts.instruments``); None for any other script."""
    script = sheet.script
    instrument = instrument_of(script.id) if script is not None and script.kind == MEASURE else None
    if instrument is None:
        return None
    given = {answer.step: points(answer.number, answer.value) for answer in answers}
    total = instrument.total([given.get(step_id) for step_id in sheet.places])
    return Score(instrument.name, total, instrument.highest, instrument.band(total))


def _entry(run: RunLine, sheet: Sheet, answers: Sequence[AnswerLine], known: Catalogue) -> RunEntry:
    language = known.language
    trigger = None if run.trigger is None else sheet.trigger(run.trigger, language) or known.trigger(run.trigger)
    return RunEntry(
        run.id,
        run.started_at,
        run.ended_at,
        known.title(run.script_id),
        run.version,
        run.origin,
        run.status,
        run.distress_before,
        run.distress_after,
        run.helped,
        trigger,
        score_of(sheet, answers),
        tuple(_shared(answer, sheet, language) for answer in answers if _is_shown(answer, sheet)),
        sum(answer.is_private for answer in answers),
    )


def _is_shown(answer: AnswerLine, sheet: Sheet) -> bool:
    """What was decided about sharing is told by what is here."""
    may = answer.shared or answer.number is not None
    return may and sheet.logged_as(answer.step) != "sharing"


def _shared(answer: AnswerLine, sheet: Sheet, language: str) -> SharedAnswer:
    on_button = sheet.label(answer.step, answer.value, language) if answer.kind == "choice" and answer.value else None
    asked, logged = sheet.question(answer.step, language), sheet.logged_as(answer.step)
    said, place = on_button or answer.text or "", sheet.places.get(answer.step)
    return SharedAnswer(
        answer.step, asked, answer.kind, said, answer.number, answer.value, logged, place, answer.given_at
    )
