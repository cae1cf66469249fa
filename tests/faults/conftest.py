"""``--full`` gives the counts of the safety contract; without it each row takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ledger import Ledger, table
from tests.faults.rig import GATEWAY, WORKER, Rig, rigged
from tests.faults.telegram_rig import TelegramRig, telegram_running

LEDGERS = pytest.StashKey[list[Ledger]]()
Count = Callable[[int, int], int]
Enter = Callable[[Ledger], None]
InTime = Callable[[float, float], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="full counts of the safety contract; takes about two hours")


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full", default=False))


@pytest.fixture
def count(full: bool) -> Count:
    """How often: the first number in the short form, the second with ``--full``."""
    return lambda short, long: long if full else short


@pytest.fixture
def in_time(full: bool) -> InTime:
    """Hold seconds against their limit at full counts, on a machine of its own.

    In the short form other tests run beside it, and how long something takes says nothing: it stands in the ledger.
    """

    def held(seconds: float, limit: float) -> None:
        assert not full or seconds <= limit

    return held


@pytest.fixture
def enter(request: pytest.FixtureRequest) -> Enter:
    """Print a ledger at the end of the run, and check it."""

    def entered(ledger: Ledger) -> None:
        request.config.stash.setdefault(LEDGERS, []).append(ledger)
        ledger.check()

    return entered


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(scope="package")
def _steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with rigged(tmp_path_factory.mktemp("steady"), [["ana", "ben"]]) as rig, rig.running(GATEWAY, WORKER):
        yield rig


@pytest.fixture(scope="package")
def _whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with rigged(tmp_path_factory.mktemp("whole"), whole=True) as rig, rig.running(GATEWAY, WORKER):
        yield rig


@pytest.fixture
def rig(_steady: Rig) -> Rig:
    """Gateway and worker for rows that end no process; two people on the one rung."""
    return _steady.begin()


@pytest.fixture
def whole_rig(_whole: Rig) -> Rig:
    """The same with the lexicon of this checkout, and one person."""
    return _whole.begin()


@pytest.fixture(scope="package")
def _telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelegramRig]:
    with telegram_running(tmp_path_factory.mktemp("telegram"), whole=True) as rig:
        yield rig


@pytest.fixture
def telegram_rig(_telegram: TelegramRig) -> TelegramRig:
    """Gateway and worker for people on Telegram, with the lexicon of this checkout."""
    return _telegram.begin()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    ledgers = config.stash.get(LEDGERS, [])
    if ledgers:
        terminalreporter.write_sep("-", "ledgers of the fault tests")
        for line in table(ledgers):
            terminalreporter.write_line(line)
