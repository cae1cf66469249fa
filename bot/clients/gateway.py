"""Knocks at the running gateway, on loopback."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

TIMEOUT_SECONDS = 10


class GatewayUnavailable(Exception):
    """The gateway did not take it; the message says what to look at."""


def send_drill(port: int, header: str, secret: str, key: str, climb: bool) -> None:
    """Bring a drill's message to the gateway; returns once it is stored there. Raises GatewayUnavailable."""
    url = f"http://127.0.0.1:{port}/drill"
    body = json.dumps({"key": key, "climb": climb}).encode()
    request = urllib.request.Request(url, body, {header: secret, "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise GatewayUnavailable(f"the gateway refused the drill (status {error.code}); see its log") from None
    except OSError:
        raise GatewayUnavailable(f"nothing answers on port {port}; is `interlude run` running?") from None
