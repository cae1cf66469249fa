"""Server time, queries and size of every page of the therapists' app, for a small and a large program.

    PYTHONPATH=. .venv/bin/python benchmarks/web_pages.py                 16 people; then 500 with 100,000 runs
    PYTHONPATH=. .venv/bin/python benchmarks/web_pages.py --small         16 people only
    PYTHONPATH=. .venv/bin/python benchmarks/web_pages.py --keep FOLDER   builds the databases there once (minutes)

The people are those of ``interlude demo-data``; the participant who is opened has a tenth of all runs. A clinical lead
is signed in. Each page is asked for in turn, round about, through the whole app; what the network and a browser add is
not in it. ``work`` is processor time, which tells more on a busy machine. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import report
from measures import p50, p95
from sqlalchemy import event

from bot.db import incidents, participants
from bot.db.database import Database
from bot.services import demo
from bot.services.setup import prepare
from bot.services.staff.second_factor import code_of
from bot.settings import Settings, read_settings
from bot.web.app import create_app
from bot.web.context import Web, open_web
from tests.web.visitor import Visitor

AIM_MS, AIM_KB = 50.0, 150.0
PASSWORD = "lamp battery orchard seven"
ROUNDS = 40


@dataclass
class Page:
    """What asking for one page cost, each time: seconds, seconds of processor time."""

    took: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)
    kilobytes: float = 0.0


def main() -> int:
    options = read_options()
    sizes = {"small": demo.Wanted()}
    if not options.small:
        sizes["large"] = demo.Wanted(participants=500, runs=100_000)
    print(report.machine())
    found: dict[str, dict[str, Page]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, wanted in sizes.items():
            settings = read_settings({"INTERLUDE_STATE": str((options.keep or Path(temporary)) / name)})
            found[name] = measured(settings, wanted)
            print(f"\n{name}\n\n{table(found[name])}")
    values = {
        name: {path: vars(page) | {"queries": sorted(page.queries)} for path, page in pages.items()}
        for name, pages in found.items()
    }
    print(f"written: {report.write(Path('results'), {}, values, 'web_pages')}", file=sys.stderr)
    return 0


def measured(settings: Settings, wanted: demo.Wanted) -> dict[str, Page]:
    web = opened(settings, wanted)
    visitor = Visitor(create_app(web, "a secret of benchmarks"))
    kim = demo.set_up_staff(web.database, PASSWORD)["kim"]
    visitor.get("/sign-in")
    answer = visitor.post("/sign-in", email=kim.email, password=PASSWORD, code=code_of(kim.secret))
    assert answer.status_code == 302, "the demo's lead gets in"
    found: dict[str, Page] = defaultdict(Page)
    with counted(web.database) as queries:
        for number in range(ROUNDS + 2):
            for name, path in addresses(web.database).items():
                queries.clear()
                begins, worked = time.perf_counter(), time.process_time()
                answer = visitor.get(path)
                took, work = time.perf_counter() - begins, time.process_time() - worked
                assert answer.status_code == 200, (path, answer.status_code)
                if number >= 2:  # the first two fill caches
                    page = found[name]
                    page.took.append(took)
                    page.work.append(work)
                    page.queries.add(len(queries))
                    page.kilobytes = len(answer.data) / 1000
    return found


def opened(settings: Settings, wanted: demo.Wanted) -> Web:
    """The database of this size, built where there is none yet."""
    fresh = not (settings.state / "interlude.db").exists()
    prepare(settings)
    web = open_web(settings)
    if fresh:
        print(f"building {settings.state.name} …", file=sys.stderr, flush=True)
        demo.make(web.database, demo.open_content(settings), wanted)
    return web


def addresses(database: Database) -> dict[str, str]:
    with database.reading() as tx:
        ana = next(one.id for one in participants.all_labels(tx) if (one.name or "").startswith("Ana"))
        incident = incidents.unresolved(tx)[0].id
    own = f"/participants/{ana}"
    return {
        "account (the floor)": "/account/",
        "today": "/today",
        "incidents": "/incidents",
        "an incident": f"/incidents/{incident}",
        "own caseload": "/participants",
        "everybody": "/participants?everybody=1",
        "overview": own,
        "timeline": f"{own}/timeline",
        "timeline, a script": f"{own}/timeline?script=five_senses",
        "timeline, search": f"{own}/timeline?q=breath",
        "brief": f"{own}/brief/individual",
        "plan": f"{own}/plan",
        "private notes": f"{own}/notes",
        "messages": f"{own}/messages",
        "standing": f"{own}/standing",
        "export": f"{own}/export",
        "groups": "/groups",
        "scripts": "/scripts/",
        "audit": "/audit",
    }


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def table(pages: dict[str, Page]) -> str:
    lines = [
        f"| page | p50 ms | p95 ms (aim {AIM_MS:g}) | work p50 ms | × floor | queries | kB (aim {AIM_KB:g}) |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    floor = p50(next(iter(pages.values())).took)
    for name, page in pages.items():
        queries = "–".join(str(number) for number in sorted({min(page.queries), max(page.queries)}))
        times = f"{p50(page.took) * 1e3:.1f} | {p95(page.took) * 1e3:.1f} | {p50(page.work) * 1e3:.1f}"
        lines.append(f"| {name} | {times} | {p50(page.took) / floor:.1f} | {queries} | {page.kilobytes:.0f} |")
    return "\n".join(lines)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="16 people only")
    parser.add_argument("--keep", type=Path, help="folder of the databases")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
