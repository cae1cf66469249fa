from __future__ import annotations

import asyncio

import pytest

from bot.clients.staff_notifier import SendFailed
from bot.escalation.texts import load_texts
from bot.settings import ROOT
from bot.worker.alarm import Alarm

TEXTS = load_texts(ROOT / "data" / "safety" / "texts.yml")
WORKER = frozenset({"worker_silent"})
WELL: frozenset[str] = frozenset()


class Desk:
    """An alarm over addresses that remember what they got, fail or hang, and a clock that is moved by hand."""

    def __init__(self, *names: str) -> None:
        self.now = 1000.0
        self.got: list[tuple[str, str]] = []
        self.failing: set[str] = set()
        self.hanging: set[str] = set()
        self.failure: Exception = SendFailed("http_500")
        self.alarm = Alarm({name: name for name in names}, TEXTS, self.send, clock=lambda: self.now)

    async def send(self, address: str, title: str, body: str) -> None:
        if address in self.hanging:
            await asyncio.sleep(60)
        if address in self.failing:
            raise self.failure
        self.got.append((address, f"{title} {body}"))

    async def passes(self, seconds: float, faults: frozenset[str]) -> list[tuple[str, str]]:
        """What arrives meanwhile, with a look every two seconds."""
        self.got.clear()
        for _ in range(max(1, int(seconds / 2))):
            self.now += 2
            self.alarm.tell(faults)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        return list(self.got)


async def test_it_says_what_is_wrong_once_and_again_after_a_while() -> None:
    desk = Desk("phone")
    first = await desk.passes(60, WORKER)
    assert len(first) == 1
    assert "worker_silent" in first[0][1]
    assert len(await desk.passes(1260, WORKER)) == 2


async def test_something_new_is_said_at_once() -> None:
    desk = Desk("phone")
    await desk.passes(2, WORKER)
    assert len(await desk.passes(60, WORKER | {"disk_full"})) == 1
    assert await desk.passes(60, WORKER) == []


async def test_that_it_is_over_is_said_once_when_it_has_settled() -> None:
    desk = Desk("phone")
    await desk.passes(2, WORKER)
    assert await desk.passes(8, WELL) == []
    over = await desk.passes(600, WELL)
    assert [text for _, text in over] == [" ".join(TEXTS.alarm_over())]
    assert len(await desk.passes(4, WORKER)) == 1


async def test_what_comes_and_goes_is_one_alarm() -> None:
    desk = Desk("phone")
    said = []
    for _ in range(10):
        said += await desk.passes(4, WORKER)
        said += await desk.passes(4, WELL)
    assert len(said) == 1


async def test_nothing_is_said_while_all_is_well() -> None:
    assert await Desk("phone").passes(3600, WELL) == []


@pytest.mark.parametrize("failure", [SendFailed("http_500"), RuntimeError("a fault of ours")])
async def test_an_address_that_fails_is_tried_again_and_holds_up_no_other(failure: Exception) -> None:
    desk = Desk("phone", "mail", "chat")
    desk.failure = failure
    desk.failing, desk.hanging = {"phone"}, {"chat"}
    assert [name for name, _ in await desk.passes(4, WORKER)] == ["mail"]
    desk.failing = set()
    assert [name for name, _ in await desk.passes(8, WORKER)] == ["phone"]


async def test_after_a_fault_of_ours_there_is_a_pause_too() -> None:
    desk = Desk("phone")
    tries: list[None] = []
    desk.alarm.send = lambda *_: _counted(tries)
    await desk.passes(20, WORKER)
    assert 3 <= len(tries) <= 5


async def _counted(tries: list[None]) -> None:
    tries.append(None)
    raise RuntimeError("a fault of ours")


async def test_who_was_told_nothing_is_not_told_that_it_is_over() -> None:
    desk = Desk("phone")
    desk.failing = {"phone"}
    await desk.passes(30, WORKER)
    desk.failing = set()
    assert await desk.passes(60, WELL) == []


@pytest.mark.parametrize("names", [(), ("phone",)])
async def test_without_addresses_it_goes_on(names: tuple[str, ...]) -> None:
    assert len(await Desk(*names).passes(10, WORKER)) == len(names)
