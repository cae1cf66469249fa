"""Runs Rasa for the gateway: ``python -m bot.dialogue MODEL``.

What ``rasa run`` does, but on loopback, with the gateway's channel only, without API and telemetry, and with our own
logging: the rasa command would put its own handlers in place, which print what people write.
"""

from __future__ import annotations

import sys

from rasa.core.run import serve_application
from rasa.core.utils import AvailableEndpoints

from bot.dialogue.quiet import quiet_rasa
from bot.services.setup import SetupError
from bot.settings import LOOPBACK, ROOT, SettingsError, read_settings


def main(model: str) -> int:
    quiet_rasa()
    try:
        port = read_settings().rasa_port
        endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
        credentials = str(ROOT / "credentials.yml")
        serve_application(
            model, interface=LOOPBACK, port=port, credentials=credentials, endpoints=endpoints, enable_api=False
        )
    except (SettingsError, SetupError) as error:
        print(f"interlude rasa: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
