"""Milliseconds and queries of each question that a therapist's pages ask, in a large database.

    .venv/bin/python benchmarks/insight.py --participants 500 --runs 100000 --heavy 10000 [--keep FOLDER]

``work`` is processor time (best), which tells more on a busy machine. The participant page is measured with the one
participant who has most runs. A folder that is kept is used again.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from insight_data import Crowd
from sqlalchemy import event

from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.db.keys import make_key_file, read_keys
from bot.db.migrate import migrate
from bot.schedule.rules import REMINDERS_FILE, load_rules
from bot.scripts.loader import load_library
from bot.services import exports, insight
from bot.services.insight import Filters
from bot.settings import ROOT

REPEATS, EXPORTS = 15, 3
_LIBRARY = load_library(ROOT / "data")
_RULES = load_rules(ROOT / "data" / "stories" / REMINDERS_FILE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("participants", 500), ("runs", 100_000), ("heavy", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database, ids = opened(given.keep or Path(folder), given.participants, given.runs, given.heavy)
        measure(database, ids)
        database.close()


def opened(folder: Path, participants: int, runs: int, heavy: int) -> tuple[Database, list[str]]:
    """The database in this folder, built where there is none yet; and everybody's ids, who has most runs first."""
    folder.mkdir(parents=True, exist_ok=True)
    url, known = f"sqlite:///{folder / 'interlude.db'}", folder / "ids"
    if not known.exists():
        make_key_file(folder / "keys")
        migrate(url)
    database = Database(url, read_keys((folder / "keys").read_text()))
    if not known.exists():
        crowd = Crowd(database, _LIBRARY, participants, runs, heavy)
        crowd.build()
        known.write_text("\n".join(crowd.ids))
    return database, known.read_text().split()


def measure(database: Database, ids: list[str]) -> None:
    queries: list[int] = []
    event.listen(database.engine, "before_cursor_execute", lambda *_: queries.append(1))
    print(f"{'ms':40}{'p50':>8} {'p95':>8} {'first':>8} {'best':>8} {'work':>8} {'queries':>8}")
    for name, ask in {**_questions(database, ids), **_files(database, ids)}.items():
        times, busy, counts = [], [], []
        for _ in range(EXPORTS if name.startswith("export") else REPEATS):
            with database.reading() as tx:
                queries.clear()
                begin, worked = time.perf_counter(), time.process_time()
                ask(tx)
                times.append((time.perf_counter() - begin) * 1000)
                busy.append((time.process_time() - worked) * 1000)
                counts.append(len(queries))
        numbers = (median(times), sorted(times)[-2], times[0], min(times), min(busy))
        print(f"{name:40}{' '.join(f'{one:8.1f}' for one in numbers)} {counts[-1]:8}")


def _questions(database: Database, ids: list[str]) -> dict[str, Callable[[Transaction], Any]]:
    with database.reading() as tx:
        person = insight.look_at(tx, _RULES, ids[0])
        known = insight.catalogue(tx, _LIBRARY)
        deep = _deep(tx, known, person)
    week_ago, year_ago = now() - timedelta(days=7), now() - timedelta(days=365)
    return {
        "look_at": lambda tx: insight.look_at(tx, _RULES, ids[0]),
        "catalogue": lambda tx: insight.catalogue(tx, _LIBRARY),
        "timeline, first page of 25": lambda tx: insight.timeline(tx, known, person),
        "timeline, page of 25 after 9,000 runs": lambda tx: insight.timeline(tx, known, person, after=deep),
        "timeline, first page of 50": lambda tx: insight.timeline(tx, known, person, size=50),
        "timeline, one script, assigned": lambda tx: insight.timeline(
            tx, known, person, Filters(script_id="five_senses", origin="assigned")
        ),
        "timeline, search for a name": lambda tx: insight.timeline(tx, known, person, Filters(search="senses")),
        "timeline, search for words": lambda tx: insight.timeline(tx, known, person, Filters(search="memory of")),
        "series": lambda tx: insight.series(tx, known, person, now()),
        "what_helps": lambda tx: insight.what_helps(tx, known, person),
        "then_and_now": lambda tx: insight.then_and_now(tx, known, person),
        "practice_done since a week ago": lambda tx: insight.practice_done(tx, known, person, week_ago, now()),
        "practice_done since a year ago": lambda tx: insight.practice_done(tx, known, person, year_ago, now()),
        "a whole participant page": lambda tx: _page(tx, ids[0]),
        "overview of 12": lambda tx: insight.overview(tx, _RULES, ids[:12], week_ago, now()),
        f"overview of {len(ids)}": lambda tx: insight.overview(tx, _RULES, ids, week_ago, now()),
        "completion of a group of 12": lambda tx: insight.completion(
            tx, _RULES, ids[:12], "five_senses", week_ago, now()
        ),
    }


def _files(database: Database, ids: list[str]) -> dict[str, Callable[[Transaction], Any]]:
    """Of one participant with few runs, and of the one with most."""
    with database.reading() as tx:
        known = insight.catalogue(tx, _LIBRARY)
        people = {"few runs": insight.look_at(tx, _RULES, ids[-1]), "most runs": insight.look_at(tx, _RULES, ids[0])}
    made = {"CSV": exports.as_zip, "JSON": exports.as_json, "FHIR": exports.as_fhir}
    return {
        f"export as {format_}, {whose}": lambda tx, write=write, person=person: write(  # type: ignore[misc]
            exports.gather(tx, known, person)
        )
        for whose, person in people.items()
        for format_, write in made.items()
    }


def _page(tx: Transaction, participant_id: str) -> None:
    """Everything that issue 5 wants to see of one participant at once."""
    person = insight.look_at(tx, _RULES, participant_id)
    known = insight.catalogue(tx, _LIBRARY)
    insight.timeline(tx, known, person)
    insight.series(tx, known, person, now())
    insight.what_helps(tx, known, person)
    insight.then_and_now(tx, known, person)
    insight.practice_done(tx, known, person, now() - timedelta(days=7), now())


def _deep(tx: Transaction, known: insight.Catalogue, person: insight.Person) -> str:
    """The place after nine tenths of everything."""
    after = ""
    for _ in range(18):
        after = insight.timeline(tx, known, person, after=after, size=500).next or after
    return after


if __name__ == "__main__":
    main()
