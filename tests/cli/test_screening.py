from __future__ import annotations

import io
import json

import pytest

from bot.cli.screening import UNREADABLE, answers
from tests.guards import guard_of_checkout


def answered(text: str) -> list[dict[str, object]]:
    return list(answers(guard_of_checkout().screen, io.BytesIO(text.encode())))


def test_each_line_is_answered_in_order() -> None:
    lines = [{"text": "I want to k1ll myself"}, {"text": "which exercise is next?"}]
    first, second = answered("\n".join(json.dumps(line) for line in lines))
    assert (first["outcome"], first["kind"], first["span"]) == ("page", "active_ideation", [10, 21])
    assert second == {"outcome": "none", "kind": None, "rule": None, "span": None}


@pytest.mark.parametrize("line", ["no json", '{"words": "x"}', '{"text": 5}', "[]", "null", "[" * 100_000])
def test_a_line_that_cannot_be_read_counts_as_a_page(line: str) -> None:
    assert [(one["outcome"], one["rule"]) for one in answered(line)] == [("page", UNREADABLE)]


def test_empty_lines_are_passed_over() -> None:
    assert answered("\n\n") == []
