from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from bot.logs import CodesOnly, Log, configure_logs

CANARY = "purple canary phrase"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What all loggers of the process write, formatted as in production."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(CodesOnly())
    before, level = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_our_lines_are_an_event_with_its_fields(written: io.StringIO) -> None:
    Log("gateway").info("message_taken", chat="c1", count=2, late=False, ratio=0.5, nothing=None, odd=("a",))
    [line] = lines(written)
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "info",
        "event": "message_taken",
        "chat": "c1",
        "count": 2,
        "late": False,
        "ratio": 0.5,
        "nothing": None,
        "odd": "('a',)",
    }


def test_levels_are_kept(written: io.StringIO) -> None:
    log = Log("gateway")
    log.info("one")
    log.warning("two")
    log.error("three")
    assert [(line["level"], line["event"]) for line in lines(written)] == [
        ("info", "one"),
        ("warning", "two"),
        ("error", "three"),
    ]


def test_a_librarys_record_is_cut_down_to_logger_and_place(written: io.StringIO) -> None:
    logging.getLogger("aiohttp.access").warning("got %s from %s", CANARY, CANARY, extra={"fields": {"text": CANARY}})
    [line] = lines(written)
    assert set(line) == {"at", "level", "library", "place"}
    assert line["library"] == "aiohttp.access"
    assert line["place"].startswith("test_logs:")
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize("name", ["interludes", "my.interlude", "root"])
def test_only_our_own_loggers_are_ours(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).warning(CANARY)
    assert CANARY not in written.getvalue()
    assert lines(written)[0]["library"] == name


def fail() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError as error:
        raise ValueError(f"cannot use {CANARY}") from error


@pytest.mark.parametrize("name", ["interlude.gateway", "sqlalchemy"])
def test_the_text_of_an_error_never_appears(written: io.StringIO, name: str) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger(name).exception("failed")
    assert CANARY not in written.getvalue()
    assert lines(written)[0]["error"].startswith("ValueError < KeyError at test_logs.py:")


def test_an_error_given_to_our_log_is_reduced_to_kinds_and_place(written: io.StringIO) -> None:
    try:
        fail()
    except ValueError as error:
        Log("gateway").error("failed", error=error, chat="c1")
        Log("gateway").warning("failed", error=error)
    assert CANARY not in written.getvalue()
    first, second = lines(written)
    assert (first["chat"], first["error"]) == ("c1", second["error"])


def test_an_error_that_was_never_raised_has_no_place(written: io.StringIO) -> None:
    Log("gateway").warning("failed", error=ValueError(CANARY))
    assert lines(written)[0]["error"] == "ValueError"


def test_a_stack_is_not_printed(written: io.StringIO) -> None:
    local = CANARY
    logging.getLogger("library").warning("stack", stack_info=True)
    assert local not in written.getvalue()
    assert len(written.getvalue().splitlines()) == 1


def test_a_line_break_in_a_field_stays_in_its_line(written: io.StringIO) -> None:
    Log("gateway").info("event", field='a\n{"event": "forged"}')
    assert len(written.getvalue().splitlines()) == 1


def test_a_process_logs_to_standard_error_with_warnings_and_without_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", stream)
    try:
        configure_logs()
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(True)
            warnings.warn(CANARY, stacklevel=1)
        logging.getLogger("telegram").info("token %s", CANARY)
        Log("gateway").info("ready")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        logging.captureWarnings(False)
    assert CANARY not in stream.getvalue()
    assert [line.get("library") or line["event"] for line in lines(stream)] == ["py.warnings", "ready"]
