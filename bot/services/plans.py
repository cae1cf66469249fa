"""Plans that a participant has written, such as the safety plan. The newest finished one counts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.db import runs
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.scripts.runs import AnswerKind
from bot.scripts.schema import Ask, Script

SAFETY_PLAN = "safety_plan"
"""The id of the script by which a safety plan is written."""


@dataclass(frozen=True)
class Part:
    """One part of a plan: its heading in the participant's language, and the words they wrote there."""

    heading: str
    words: str


def has_safety_plan(tx: Transaction, chat: Chat) -> bool:
    """Whether the participant has finished a safety plan and left words in it. Opens nothing sealed, so it is quick."""
    return _newest(tx, chat) is not None


def safety_plan(tx: Transaction, chat: Chat) -> list[Part]:
    """The parts of the newest finished safety plan, in its order; parts that were skipped are left out."""
    run_id = _newest(tx, chat)
    if run_id is None:
        return []
    script = _script_of(tx, run_id)
    written = {one.step: one.text for one in runs.answers(tx, run_id) if one.retracted_at is None and _is_words(one)}
    asked = [step for step in script.steps if isinstance(step, Ask) and step.id in written]
    return [Part(step.heading.to(chat.language), written[step.id]) for step in asked if step.heading]


def _newest(tx: Transaction, chat: Chat) -> str | None:
    return runs.newest_finished(tx, chat.participant_id, SAFETY_PLAN, AnswerKind.TEXT.value)


def _script_of(tx: Transaction, run_id: str) -> Script:
    """The script as it was when the plan was written: its headings belong to those answers."""
    row = runs.get(tx, run_id)
    body = runs.version_body(tx, row.script_id, row.version)
    assert body is not None, "a run is stored together with its script version"
    return Script.parse_raw(body)


def _is_words(answer: runs.AnswerRow) -> bool:
    return answer.kind == AnswerKind.TEXT.value
