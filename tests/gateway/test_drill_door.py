from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.db.database import Database
from bot.gateway.drill_door import PATH, DrillDoor
from bot.services.incidents import list_incidents
from bot.services.setup import SECRET_HEADER
from tests.guards import guard_of_checkout

BODY = {"key": "drill-1", "climb": False}


async def knock(database: Database, secret: str | None) -> int:
    app = web.Application()
    DrillDoor(database, guard_of_checkout(), "the secret").add_to(app)
    async with TestClient(TestServer(app)) as client:
        headers = {SECRET_HEADER: secret} if secret else {}
        return (await client.post(PATH, json=BODY, headers=headers)).status


@pytest.mark.parametrize("secret", [None, "", "another"])
async def test_without_the_secret_nobody_drills(database: Database, secret: str | None) -> None:
    assert await knock(database, secret) == 403
    assert list_incidents(database) == []


async def test_with_it_a_marked_incident_is_open_once(database: Database) -> None:
    assert await knock(database, "the secret") == 202
    assert await knock(database, "the secret") == 202
    assert [one.drill for one in list_incidents(database)] == [True]
