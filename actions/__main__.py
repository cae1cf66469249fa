"""Runs the action server: ``python -m actions``."""

from __future__ import annotations

import sys

from rasa_sdk.endpoint import run

from bot.logs import configure_logs
from bot.scripts.yaml_lines import ContentError
from bot.services.setup import SetupError, load_content, read_secret
from bot.settings import SettingsError, read_settings


def main() -> int:
    configure_logs()
    try:
        settings = read_settings()
        read_secret(settings)
        load_content(settings)
        run("actions", settings.actions_port)
    except (SettingsError, SetupError, ContentError) as error:
        print(f"interlude actions: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
