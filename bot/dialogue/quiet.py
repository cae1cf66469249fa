"""Makes Rasa log through bot.logs only: its own handlers and its structlog print what people write."""

from __future__ import annotations

import logging

from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog

from bot.logs import configure_logs


def quiet_rasa() -> None:
    """To be called once, before Rasa does anything."""
    configure_logging_and_warnings(logging.WARNING, filter_repeated_logs=False)
    configure_structlog(logging.WARNING)
    configure_logs()
