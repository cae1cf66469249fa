"""Fetches what a brief is made of, by a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.db import brief_rows
from bot.db.brief_rows import EndedRun, GivenAnswer, Homework, Triggered
from bot.db.database import Transaction
from bot.scripts.schema import Script
from bot.scripts.words import Words
from bot.services.briefs.period import Period
from bot.services.briefs.sources import Sources

MOST_OPENED = 100
"""Runs, the newest, of which sealed values are opened: nearly three a day in five weeks, and it takes milliseconds."""
OPENED = ("check_in", "measure", "session_prep")
"""Kinds of script whose answers a brief tells."""
Version = tuple[str, str]


@dataclass(frozen=True)
class Material:
    """Rows of one period. ``now`` and ``then``: runs with a trigger, in the period and before it.

    ``prepares`` and ``afterwards``: ids of the scripts before and after such a session. ``fingerprints`` stand for
    triggers in keys: a trigger is sealed wherever it is stored.
    """

    period: Period
    runs: Sequence[EndedRun]
    scripts: Mapping[Version, Script]
    answers: Mapping[str, Sequence[GivenAnswer]]
    now: Sequence[Triggered]
    then: Sequence[Triggered]
    fingerprints: Mapping[str, str]
    homework: Sequence[Homework]
    prepares: str | None
    afterwards: str

    def script(self, row: EndedRun | Triggered) -> Script:
        """The script as it was when the run began."""
        return self.scripts[row.script_id, row.version]

    def name(self, script_id: str) -> Words:
        """What it is called now, or was called last; its id where nothing is known of it."""
        named = [script.name for script in self.scripts.values() if script.id == script_id]
        return named[0] if named else Words.read(script_id)

    def is_measure(self, script_id: str) -> bool:
        return any(script.id == script_id and script.kind == "measure" for script in self.scripts.values())


def gather(tx: Transaction, sources: Sources, period: Period) -> Material:
    who, since, until = period.participant_id, period.since, period.until
    runs = brief_rows.ended_runs(tx, who, since, until)
    now = brief_rows.triggered(tx, who, until, since, MOST_OPENED)
    then = brief_rows.triggered(tx, who, since, None, MOST_OPENED)
    pinned = {(row.script_id, row.version) for row in runs} | {(row.script_id, row.version) for row in now}
    scripts = _scripts(tx, sources, pinned)
    opened = [row.id for row in runs if scripts[row.script_id, row.version].kind in OPENED]
    answers: dict[str, list[GivenAnswer]] = {}
    for one in brief_rows.answers_of(tx, opened[-MOST_OPENED:]):
        answers.setdefault(one.run_id, []).append(one)
    return Material(
        period=period,
        runs=runs,
        scripts=scripts,
        answers=answers,
        now=now,
        then=then,
        fingerprints={one.trigger: tx.keys.index(f"trigger:{who}:{one.trigger}").hex()[:16] for one in now},
        homework=brief_rows.homework(tx, who, since),
        prepares=sources.rules.session_prep.scripts.get(period.kind),
        afterwards=sources.rules.after_session.script,
    )


def _scripts(tx: Transaction, sources: Sources, wanted: Collection[Version]) -> dict[Version, Script]:
    """Those of today come from the library, older ones as they were stored."""
    current = {(one.id, one.version): one for one in sources.library.scripts.values()}
    older = [_parsed(body) for body in brief_rows.version_bodies(tx, [each for each in wanted if each not in current])]
    return current | {(one.id, one.version): one for one in older}


@lru_cache(maxsize=128)
def _parsed(body: str) -> Script:
    """A version never changes, and reading one takes a millisecond."""
    return Script.parse_raw(body)
