"""Serves the web app: ``python -m bot.web``."""

from __future__ import annotations

import hashlib
import hmac
import sys

import waitress

from bot.logs import Log, configure_logs
from bot.scripts.yaml_lines import ContentError
from bot.services.setup import DatabaseUnavailable, SetupError, read_secret
from bot.settings import LOOPBACK, Settings, SettingsError, read_settings
from bot.web.app import create_app
from bot.web.context import open_web

THREADS = 8
FORWARDED = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
log = Log("web")


def serve(settings: Settings) -> None:
    """Until it is ended. TLS and the outside address are the operator's proxy's."""
    app = create_app(open_web(settings), form_secret(settings))
    log.info("web_up", port=settings.staff_port)
    trusted = {"trusted_proxy": LOOPBACK, "trusted_proxy_headers": FORWARDED} if settings.staff_url else {}
    waitress.serve(app, host=LOOPBACK, port=settings.staff_port, threads=THREADS, ident=None, **trusted)


def form_secret(settings: Settings) -> str:
    """What form tokens are signed with: made from the shared secret."""
    return hmac.new(read_secret(settings).encode(), b"web forms", hashlib.sha256).hexdigest()


def main() -> int:
    configure_logs()
    try:
        serve(read_settings())
    except (SettingsError, SetupError, ContentError, DatabaseUnavailable, OSError) as error:
        print(f"interlude web: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
