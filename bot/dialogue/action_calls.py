"""How Rasa calls the action server: with the shared secret, with a time-out of seconds, and with little baggage.

Rasa 3.6 sends domain and full history with every call and checks every result with a JSON schema that it first checks
itself; together that is most of a turn. Our actions need the latest message, the slots and the active loop. See
docs/decisions/0004-calling-actions.md for the figures.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

import aiohttp
import rasa.core.actions.action as rasa_actions
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.dialogue.turns import current_turn
from bot.logs import Log
from bot.services.setup import SECRET_HEADER, read_secret
from bot.settings import read_settings

log = Log("dialogue.action_calls")

TIMEOUT_SECONDS = 6


def install() -> None:
    """Make Rasa use ``PlainRemoteAction`` for every custom action."""
    rasa_actions.RemoteAction = PlainRemoteAction
    from rasa.core.actions import forms

    forms.RemoteAction = PlainRemoteAction


class PlainRemoteAction(RemoteAction):  # type: ignore[misc]
    """A custom action, called our way. Address and secret come from the settings."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        """What our actions read: no domain, and of the history only which intents the person's last messages had."""
        state = tracker.current_state(EventVerbosity.NONE)
        return {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": {**state, "events": _recent_intents(tracker)},
            "version": rasa_version(),
        }

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        """Lists of objects, as our own actions send them; what an event may hold Rasa checks as it reads it."""
        for name in ("events", "responses"):
            parts = result.get(name)
            if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
                raise RasaException(f"the action's {name} are no list of objects")
        return True

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        """Call the action; a failure is noted on the turn, because Rasa itself would go on as if nothing was."""
        self.action_endpoint = _endpoint()
        try:
            return await asyncio.wait_for(super().run(*args, **kwargs), TIMEOUT_SECONDS)
        except asyncio.TimeoutError as error:
            current_turn().unavailable = True
            raise RasaException("time-out") from self._noted(error)
        except Exception as error:
            turn, cause = current_turn(), error.__cause__ or error.__context__ or error
            turn.unavailable |= _is_outage(cause)
            turn.failed |= not turn.unavailable
            raise RasaException("action failed") from self._noted(error)

    def _noted(self, error: BaseException) -> BaseException:
        log.error("action_failed", error=error, action=self._name)
        return error


def _recent_intents(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    said = [event for event in tracker.events if isinstance(event, UserUttered)][-5:]
    return [{"event": "user", "parse_data": {"intent": {"name": event.intent_name}}} for event in said]


def _is_outage(error: BaseException) -> bool:
    """Down, restarting or refusing us, rather than failing at this very call."""
    if isinstance(error, ClientResponseError):
        return error.status in (403, 503)
    return isinstance(error, (aiohttp.ClientConnectionError, asyncio.TimeoutError))


class KeptEndpoint(EndpointConfig):  # type: ignore[misc]
    """An endpoint that keeps its connections; Rasa's own opens a new one for every call."""

    _kept: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        kwargs.pop("compress", None)
        async with self._session().request(method, self.url, **kwargs) as answer:
            if answer.status >= 400:
                raise ClientResponseError(answer.status, answer.reason, "")
            return await answer.json()

    def _session(self) -> aiohttp.ClientSession:
        if self._kept is None or self._kept.closed or self._kept._loop is not asyncio.get_running_loop():
            self._kept = aiohttp.ClientSession(headers=self.headers, timeout=aiohttp.ClientTimeout(TIMEOUT_SECONDS))
        return self._kept


@lru_cache(maxsize=1)
def _endpoint() -> KeptEndpoint:
    settings = read_settings()
    return KeptEndpoint(url=settings.actions_url, headers={SECRET_HEADER: read_secret(settings)})


@lru_cache(maxsize=1)
def rasa_version() -> str:
    import rasa

    return str(rasa.__version__)
