"""Sends one text to one address of a staff member, over apprise: e-mail, SMS gateways, pagers, chats.

Apprise answers only whether it worked. Which failures are permanent is read from the status codes that its plugins
log; a failure without a known code counts as temporary, because trying again too often is better than too seldom.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import threading
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from apprise import Apprise, AppriseAsset
from apprise.plugins.base import NotifyBase

TIMEOUT_SECONDS = 8.0
"""How long one delivery may take; well below a lease."""
TEMPORARY_HTTP = frozenset({408, 409, 423, 425, 429})
LOCAL_SCHEMES = frozenset(
    {"blink1", "dbus", "deltachat", "deltachats", "file", "glib", "gnome", "kde", "macosx", "qt", "syslog", "vapid"}
    | {"windows"}
)
"""They reach nobody outside this machine, or read files of it."""
FILE_ARGUMENTS = frozenset(["attach", "keyfile", "pgppub", "pgpprv", "subfile", "template"])

_HTTP = re.compile(r"\berror[=:] ?(\d{3})\b")
_SMTP_SAYS = ("Socket Exception: ", "SMTP recipient ")
_SMTP = re.compile(r"\((\d{3}), b['\"]")


class AddressRefused(ValueError):
    """An address that cannot be used. The message does not quote it: addresses hold passwords."""


class SendFailed(Exception):
    """The text did not arrive, as far as is known. ``code`` is plain ("http_503"); ``permanent``: this text will not
    be taken by this address as things stand; ``wait``: seconds that it wants to be left alone, 0 when it said none."""

    def __init__(self, code: str, *, permanent: bool = False, wait: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.wait = wait


def check_address(address: str) -> None:
    """Raises AddressRefused; sends nothing. The first call takes a second: apprise then loads its plugins."""
    _plugin(address)


async def send(address: str, title: str, text: str, timeout: float = TIMEOUT_SECONDS) -> None:
    """Send within the time-out, whatever the other side does. Sends side by side do not wait for each other.

    Raises:
        SendFailed: it failed or took too long. What took too long may arrive all the same.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[SendFailed | None] = loop.create_future()

    def tell(result: SendFailed | None) -> None:
        if not outcome.done():
            outcome.set_result(result)

    def work() -> None:
        result = _send(address, title, text, timeout)
        with contextlib.suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(tell, result)

    _in_thread_of_its_own(work)
    done, _ = await asyncio.wait({outcome}, timeout=timeout)
    if not done:
        raise SendFailed("timeout")
    failure = outcome.result()
    if failure:
        raise failure


def _in_thread_of_its_own(work: Callable[[], None]) -> None:
    """No pool: one that is full of hanging senders would hold up the next page. Each ends by its socket time-outs."""
    try:
        threading.Thread(target=work, daemon=True).start()
    except RuntimeError:
        raise SendFailed("no_thread") from None


def _send(address: str, title: str, text: str, timeout: float) -> SendFailed | None:
    _heard.codes = []
    try:
        plugin = _plugin(address)
        plugin.socket_connect_timeout = plugin.socket_read_timeout = timeout
        if plugin.notify(body=text, title=title):
            return None
    except AddressRefused:
        return SendFailed("address_refused", permanent=True)
    except Exception as error:  # a plugin may raise anything; it must not take the worker with it
        return SendFailed(type(error).__name__[:40])
    return _failure(_heard.codes)


def _failure(codes: list[tuple[str, int]]) -> SendFailed:
    """Permanent only when every code that was heard is."""
    if not codes:
        return SendFailed("not_sent")
    lasting = [_is_permanent(protocol, code) for protocol, code in codes]
    protocol, code = codes[lasting.index(False)] if False in lasting else codes[0]
    return SendFailed(f"{protocol}_{code}", permanent=all(lasting))


def _is_permanent(protocol: str, code: int) -> bool:
    if protocol == "smtp":
        return 500 <= code < 600
    return 400 <= code < 500 and code not in TEMPORARY_HTTP


def _plugin(address: str) -> NotifyBase:
    """A plugin of its own for each send: a shared one would make senders wait for each other (throttling)."""
    scheme, arguments = _parts(address)
    if scheme in LOCAL_SCHEMES:
        raise AddressRefused(f"`{scheme}:` does not leave this machine")
    named = FILE_ARGUMENTS & arguments
    if named:
        raise AddressRefused(f"`{min(named)}` names a local file; write an address without it")
    plugin = Apprise.instantiate(address, asset=_asset, suppress_exceptions=True)
    if not isinstance(plugin, NotifyBase):
        raise AddressRefused("this is no address that apprise knows; see https://appriseit.com/services/")
    if not plugin.enabled:
        raise AddressRefused(f"`{scheme}:` needs a library that is not installed")
    return plugin


def _parts(address: str) -> tuple[str, frozenset[str]]:
    try:
        query = urlsplit(address).query
    except ValueError:
        raise AddressRefused("this is no address") from None
    arguments = frozenset(name.strip().lower() for name, _ in parse_qsl(query, keep_blank_values=True))
    return address.partition("://")[0].strip().lower(), arguments


class _Listener(logging.Handler):
    """Takes the status codes out of what apprise logs, for the sender of this thread, and drops the rest."""

    def emit(self, record: logging.LogRecord) -> None:
        codes = getattr(_heard, "codes", None)
        if codes is None:
            return
        message = record.getMessage()
        if record.levelno >= logging.WARNING:  # below, it quotes what the other side wrote
            codes += [("http", int(code)) for code in _HTTP.findall(message)]
        if message.startswith(_SMTP_SAYS):
            codes += [("smtp", int(code)) for code in _SMTP.findall(message)]


_heard = threading.local()
_asset = AppriseAsset(
    app_id="interlude",
    app_desc="interlude",
    app_url="",
    async_mode=False,
    storage_mode="memory",
    pgp_autogen=False,
    pem_autogen=False,
    http_redirects=False,
)
# From the import on, not by a call that could be forgotten: apprise logs texts and addresses.
_logger = logging.getLogger("apprise")
_logger.handlers[:] = [_Listener()]
_logger.propagate = False
_logger.setLevel(logging.DEBUG)
