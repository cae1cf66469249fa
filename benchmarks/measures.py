"""The measures. Whatever is compared is done in turns, so that a change of the machine's speed meets both sides."""

from __future__ import annotations

from contextlib import AsyncExitStack
from statistics import median, quantiles

from chat_client import Chat, PageChat, RestChat, client, side_by_side, walks

WINDOW = 20
"""Turns around the tenth and the thousandth."""

Seconds = list[float]


async def turn_times(ours: str, stock: str, turns: int, blocks: int) -> tuple[Seconds, Seconds]:
    """Seconds of each turn of interlude and of stock, block about; a few of each go before and do not count."""
    times: dict[str, Seconds] = {"ours": [], "stock": []}
    async with client() as session:
        await walks(RestChat(session, stock), 1)
        async with PageChat.open(session, ours) as page:
            await page.walk()
        for block in range(blocks):
            for side in ("ours", "stock") if block % 2 else ("stock", "ours"):
                async with AsyncExitStack() as stack:
                    chat = await _chat(stack, side, ours, stock)
                    times[side] += await walks(chat, turns // blocks)
    return times["ours"], times["stock"]


async def throughput(ours: str, stock: str, chats: int, turns: int, blocks: int = 3) -> tuple[float, float]:
    """Turns a second with ``chats`` side by side: the median of the blocks, of interlude and of stock."""
    rates: dict[str, list[float]] = {"ours": [], "stock": []}
    for _ in range(blocks):
        for side, measured in rates.items():
            async with AsyncExitStack() as stack:
                opened = [await _chat(stack, side, ours, stock) for _ in range(chats)]
                measured.append(await side_by_side(opened, turns // blocks))
    return median(rates["ours"]), median(rates["stock"])


async def long_chat(url: str, turn: int, fresh_chats: int) -> tuple[Seconds, Seconds]:
    """Turns 1 to 20 of new chats, and turns of one chat from the 990th or so on, each right after the other."""
    early: Seconds = []
    late: Seconds = []
    async with client() as session, PageChat.open(session, url) as long:
        await long.start_script()
        await long.to_and_fro((turn - WINDOW // 2) // 2 * 2)
        for _ in range(fresh_chats):
            async with PageChat.open(session, url) as fresh:
                await fresh.start_script()
                for _ in range(WINDOW // 2):
                    early += await fresh.to_and_fro(2)
                    late += await long.to_and_fro(2)
    return early, late


async def two_stacks(few: str, many: str, turns: int) -> tuple[Seconds, Seconds]:
    """The same walks through two stacks, walk about; the first of each does not count."""
    times: dict[str, Seconds] = {few: [], many: []}
    async with client() as session, PageChat.open(session, few) as one, PageChat.open(session, many) as other:
        await one.walk()
        await other.walk()
        while len(times[few]) < turns:
            times[few] += await one.walk()
            times[many] += await other.walk()
    return times[few], times[many]


def p50(seconds: Seconds) -> float:
    return median(seconds)


def p95(seconds: Seconds) -> float:
    return quantiles(seconds, n=20)[-1]


async def _chat(stack: AsyncExitStack, side: str, ours: str, stock: str) -> Chat:
    session = await stack.enter_async_context(client())
    if side == "stock":
        return RestChat(session, stock)
    return await stack.enter_async_context(PageChat.open(session, ours))
