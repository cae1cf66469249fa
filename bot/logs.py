"""Logs of ids and codes, one JSON object a line. What people write, their names and chat ids never get in.

Our own loggers (below ``interlude``) log an event name and plain fields. Records of libraries are cut down to logger,
place and kind of error, because their messages may quote a message, an update or a token.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

OWN = "interlude"
_PLAIN = (str, int, float, bool, type(None))


class CodesOnly(logging.Formatter):
    """Formats a record without its message unless it is one of ours."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
        }
        if record.name.split(".")[0] == OWN:
            line |= {"event": str(record.msg), **getattr(record, "fields", {})}
        else:
            line |= {"library": record.name, "place": f"{record.module}:{record.lineno}"}
        if record.exc_info and record.exc_info[0]:
            line["error"] = _error(record.exc_info[1])
        return json.dumps(line)


class Log:
    """A logger whose lines are an event name and fields: ids, counts, codes. Never pass what a person wrote."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(f"{OWN}.{name}")

    def info(self, event: str, **fields: object) -> None:
        self._write(logging.INFO, event, None, fields)

    def warning(self, event: str, *, error: BaseException | None = None, **fields: object) -> None:
        self._write(logging.WARNING, event, error, fields)

    def error(self, event: str, *, error: BaseException | None = None, **fields: object) -> None:
        self._write(logging.ERROR, event, error, fields)

    def _write(self, level: int, event: str, error: BaseException | None, fields: dict[str, object]) -> None:
        plain = {key: value if isinstance(value, _PLAIN) else str(value) for key, value in fields.items()}
        info = (type(error), error, error.__traceback__) if error else None
        self._logger.log(level, event, extra={"fields": plain}, exc_info=info)


def configure_logs() -> None:
    """Send all logging of this process to standard error, as ids and codes."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CodesOnly())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(logging.INFO)
    logging.captureWarnings(True)


def _error(error: BaseException | None) -> str:
    """The kinds of an error and its causes, and where it happened; no message, it may quote."""
    kinds: list[str] = []
    place = ""
    while error is not None and len(kinds) < 5:
        kinds.append(type(error).__name__)
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        if trace:
            code = trace.tb_frame.f_code
            place = f" at {code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
        error = error.__cause__ or error.__context__
    return " < ".join(kinds) + place
