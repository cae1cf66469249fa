"""Which scripts are for whom, and when: what is not is neither offered nor begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import Enum

from bot.db import assignments, participants, runs
from bot.db.database import Transaction
from bot.db.ids import now
from bot.scripts.library import Library
from bot.scripts.schema import Script

MOST = 3
EARLY = timedelta(hours=12)
"""So much before its days have passed a measure may be asked again: a reminder has its hour, people have theirs."""


class Unfit(Enum):
    """Why a script is not for somebody now."""

    CAUTION = "caution"
    NOT_ASSIGNED = "not_assigned"
    TOO_SOON = "too_soon"


def fitting(tx: Transaction, participant_id: str, library: Library) -> Library:
    """The library without what is not for this participant now."""
    return library.leaving_out(dict(_unfit(tx, participant_id, library.scripts.values())))


def why_not(tx: Transaction, participant_id: str, script: Script) -> Unfit | None:
    """Why this participant cannot begin it now; None: they can."""
    return dict(_unfit(tx, participant_id, [script])).get(script.id)


def is_for(tx: Transaction, participant_id: str, script: Script) -> bool:
    """Whether no caution speaks against it: also what was begun already is then not gone on with."""
    return not script.cautions or script.suits(participants.cautions_of(tx, participant_id))


def instead_of(script: Script, library: Library) -> list[Script]:
    """Up to MOST exercises of a library: first what helps with most of the same, among those what is of its group."""

    def likeness(other: Script) -> tuple[int, bool]:
        return len(set(other.helps_with) & set(script.helps_with)), other.family is script.family

    others = [one for one in library.scripts.values() if one.kind == "exercise" and one.id != script.id]
    return sorted(others, key=likeness, reverse=True)[:MOST]


def asked_lately(tx: Transaction, participant_id: str, scripts: Iterable[Script]) -> set[str]:
    """Ids of those that this participant has finished within their ``again_after_days``."""
    days = {script.id: script.again_after_days for script in scripts if script.again_after_days is not None}
    ended, moment = runs.last_finished(tx, participant_id, days), now()
    return {one for one, at in ended.items() if moment - at < timedelta(days=days[one]) - EARLY}


def done_lately(tx: Transaction, participant_id: str, script_id: str) -> bool:
    """The same of one script, as it was when they last finished it: who reminds of it has no library at hand."""
    body = runs.version_finished(tx, participant_id, script_id)
    return body is not None and bool(asked_lately(tx, participant_id, [Script.parse_raw(body)]))


def _unfit(tx: Transaction, participant_id: str, scripts: Iterable[Script]) -> Iterator[tuple[str, Unfit]]:
    """Ids of what is not for them now; the last reason given of one counts. Nothing is looked up in vain."""
    known = list(scripts)
    yield from ((one, Unfit.TOO_SOON) for one in asked_lately(tx, participant_id, known))
    on_order = {script.id for script in known if script.only_assigned}
    if on_order:
        assigned = {row.script_id for row in assignments.find(tx, participant_id)}
        yield from ((one, Unfit.NOT_ASSIGNED) for one in on_order - assigned)
    if any(script.cautions for script in known):
        noted = participants.cautions_of(tx, participant_id)
        yield from ((script.id, Unfit.CAUTION) for script in known if not script.suits(noted))
