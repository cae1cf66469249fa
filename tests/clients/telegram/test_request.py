"""What carries the calls to Telegram, against a server on this machine that answers, hangs, cuts or is not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.clients.telegram.request import AiohttpRequest

TOKEN = "8400000001:secret"


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def back(request: web.Request) -> web.Response:
        form = await request.post()
        said = {name: value if isinstance(value, str) else value.file.read().decode() for name, value in form.items()}
        return web.json_response({"method": request.method, **said}, status=409 if "refuse" in said else 200)

    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    for path, handler in (("back", back), ("hang", hang), ("cut", cut)):
        app.router.add_post(f"/bot{TOKEN}/{path}", handler)
    async with TestServer(app, host="127.0.0.1") as running:
        yield running
        await running.close()


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    one = AiohttpRequest(2, 5.0)
    yield one
    await one.shutdown()


def address(server: TestServer, path: str) -> str:
    return str(server.make_url(f"/bot{TOKEN}/{path}"))


async def test_parameters_arrive_as_a_form_and_the_status_comes_back(
    server: TestServer, request_: AiohttpRequest
) -> None:
    asked = RequestData([RequestParameter("chat_id", 7, None), RequestParameter("refuse", "über", None)])
    status, body = await request_.do_request(address(server, "back"), "POST", asked)
    assert status == 409
    assert b'"chat_id": "7"' in body


async def test_nothing_to_say_is_no_form(server: TestServer, request_: AiohttpRequest) -> None:
    assert (await request_.do_request(address(server, "back"), "POST"))[0] == 200


async def test_who_does_not_answer_in_time_is_timed_out(server: TestServer, request_: AiohttpRequest) -> None:
    with pytest.raises(TimedOut) as failed:
        await request_.do_request(address(server, "hang"), "POST", read_timeout=0.05)
    assert TOKEN not in repr(failed.value)


async def test_a_cut_connection_is_an_error_of_the_network_without_the_token(
    server: TestServer, request_: AiohttpRequest
) -> None:
    nowhere = f"http://127.0.0.1:{unused_port()}/bot{TOKEN}/back"
    for url in (address(server, "cut"), nowhere):
        with pytest.raises(NetworkError) as failed:
            await request_.do_request(url, "POST")
        assert TOKEN not in repr(failed.value)
        assert failed.value.__suppress_context__


async def test_it_can_be_used_again_after_it_was_shut_down(server: TestServer, request_: AiohttpRequest) -> None:
    await request_.shutdown()
    assert (await request_.do_request(address(server, "back"), "POST"))[0] == 200
