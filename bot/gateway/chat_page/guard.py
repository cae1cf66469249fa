"""Keeps the page to this machine and this page: no other site may read or write here through a visitor's browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse foreign hosts (DNS rebinding) and foreign origins (cross-site requests); set the headers."""
    if request.host not in _own_hosts(request):
        response: web.StreamResponse = web.Response(status=403, text="This page answers on this machine only.")
    elif not _own_origin(request):
        response = web.Response(status=403, text="Requests from other pages are refused.")
    else:
        response = await _handled(request, handler)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


async def _handled(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        return web.Response(status=refusal.status, text=refusal.reason, headers=_allow(refusal))


def _allow(refusal: web.HTTPException) -> dict[str, str]:
    return {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else {}


def _own_hosts(request: web.Request) -> set[str]:
    port = request.transport.get_extra_info("sockname")[1] if request.transport else 0
    return {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}


def _own_origin(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method == "GET":
        return True
    return site in ("same-origin", "none") and (origin is None or origin == f"http://{request.host}")
