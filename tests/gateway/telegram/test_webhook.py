from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.gateway.telegram.webhook import PATH, SECRET_HEADER, Webhook
from bot.services.conversation import DatabaseUnavailable


async def brought(body: bytes, secret: str | None = "right", broken: bool = False) -> tuple[int, list[Any]]:
    """Status, and what was stored."""
    stored: list[Any] = []

    async def take(raw: Any) -> None:
        if broken:
            raise DatabaseUnavailable("away")
        stored.append(raw)

    async with TestClient(TestServer(Webhook(take, "right").app())) as client:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        answer = await client.post(PATH, data=body, headers=headers)
        return answer.status, stored


@pytest.mark.parametrize("secret", [None, "", "wrong", "right "])
async def test_without_the_secret_nothing_is_taken(secret: str | None) -> None:
    assert await brought(b'{"update_id": 1}', secret) == (403, [])


async def test_what_is_stored_is_acknowledged() -> None:
    assert await brought(b'{"update_id": 1}') == (200, [{"update_id": 1}])


async def test_what_cannot_be_stored_comes_again() -> None:
    assert await brought(b'{"update_id": 1}', broken=True) == (503, [])


@pytest.mark.parametrize("body", [b"no json", b"\xff\xfe", b"", b"[" * 100_000])
async def test_what_is_no_json_is_kept_as_it_came(body: bytes) -> None:
    status, [stored] = await brought(body)
    assert status == 200
    assert set(stored) == {"unreadable"}
