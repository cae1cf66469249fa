from __future__ import annotations

import base64
from xml.etree import ElementTree

import pytest

from bot.web.participants.charts import Lines, drawn
from bot.web.participants.pictures import MOST_CHECK_INS, MOST_RUNS

LARGEST_BYTES = 15_000
SVG = "{http://www.w3.org/2000/svg}"
FULL = tuple(float(number % 11) for number in range(30))


def svg(lines: Lines) -> bytes:
    head, body = drawn(lines).split(",", maxsplit=1)
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(body)


def labels(count: int) -> tuple[str, ...]:
    return tuple(f"{number} Mar" for number in range(count))


def texts(lines: Lines) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg(lines)).iter(f"{SVG}text")]


@pytest.mark.parametrize("gap", [1, 2], ids=["full", "with dots"])
def test_a_picture_of_most_that_is_shown_is_small(gap: int) -> None:
    count = max(MOST_RUNS, MOST_CHECK_INS)
    values = tuple(value if place % gap == 0 else None for place, value in enumerate(FULL[:count]))
    assert len(svg(Lines(labels(count), (values, values)))) < LARGEST_BYTES


def test_a_picture_holds_no_script_and_asks_nobody_for_anything() -> None:
    picture = svg(Lines(labels(30), (FULL, FULL)))
    root = ElementTree.fromstring(picture)
    assert list(root.iter(f"{SVG}script")) == []
    style = "".join(one.text or "" for one in root.iter(f"{SVG}style"))
    assert style
    for word in ("@import", "url(", "http"):
        assert word not in style
    assert [name for one in root.iter() for name in one.attrib if name.endswith("href")] == []
    assert b"xml-stylesheet" not in picture


def test_the_whole_scale_is_drawn_whatever_the_values() -> None:
    assert [one for one in texts(Lines(labels(3), ((4, 4, 4),))) if one.isdigit()] == ["0", "5", "10"]


def test_few_dates_are_written_none_twice_the_last_among_them() -> None:
    written = [one for one in texts(Lines(labels(26), (FULL[:26],))) if one.endswith("Mar")]
    assert written == ["0 Mar", "8 Mar", "16 Mar", "25 Mar"]
    assert texts(Lines(("1 Mar",) * 9, (FULL[:9],))).count("1 Mar") == 1
    assert texts(Lines(("1 Mar",), ((3,),))).count("1 Mar") == 1


def test_a_value_that_stands_alone_is_a_dot() -> None:
    def dots(*values: float | None) -> int:
        root = ElementTree.fromstring(svg(Lines(labels(len(values)), (values,))))
        return len(list(root.iter(f"{SVG}circle")))

    assert dots(3, 4, 5) == 0
    assert dots(3) == 1
    assert dots(3, None, 4, 5) > 0
    assert dots(None, None, 5) > 0
