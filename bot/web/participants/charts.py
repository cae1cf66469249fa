"""Charts as SVG: a picture in the page's own text, without script, style sheet or font from anywhere."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pygal import Config, Line
from pygal.style import Style

WIDTH, HEIGHT = 400, 190
"""In its own units: small, so that letters stay readable where a phone makes the picture smaller."""
MOST_DATES = 4
_CSS = (
    "inline:text{font-family:system-ui,'DejaVu Sans',sans-serif}.axis text{fill:#53626f}"
    ".y text{text-anchor:end}.x text{text-anchor:middle}.background,.nofill{fill:none}"
    ".axis path{stroke:#d5dce2}.color-0{stroke:#7a4b00;fill:#7a4b00;stroke-width:2}"
    ".color-1{stroke:#175c6e;fill:#175c6e;stroke-width:2}.color-0 .line{stroke-dasharray:5 3}.color-0 circle{fill:#fff}"
)
"""The page's colours; the first line is dashed, its dots are hollow, so that no colour need be seen."""


@dataclass(frozen=True)
class Lines:
    """``values``: a line each, one value a label; None leaves a gap. ``lowest`` to ``highest``: the whole scale."""

    labels: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    lowest: int = 0
    highest: int = 10


@lru_cache(maxsize=256)
def drawn(lines: Lines) -> str:
    """The picture's address, which holds the picture. Kept for the next look: drawing costs some milliseconds."""
    chart = _Chart(_config(lines))
    chart.add_xml_filter(_without_scripts)
    chart.x_labels = _some(lines.labels)
    chart.x_labels_major = [label for label in chart.x_labels if label]
    for number, values in enumerate(lines.values):
        chart.add(str(number), values, show_dots=_stands_alone(values))
    return "data:image/svg+xml;base64," + base64.b64encode(chart.render()).decode()


def _config(lines: Lines) -> Config:
    return Config(
        js=[],
        css=[_CSS],
        style=Style(font_family="sans-serif", label_font_size=13, major_label_font_size=13),
        width=WIDTH,
        height=HEIGHT,
        margin=8,
        margin_right=26,
        range=(lines.lowest, lines.highest),
        y_labels=[lines.lowest, (lines.lowest + lines.highest) / 2, lines.highest],
        value_formatter=lambda value: f"{value:g}",
        dots_size=3,
        show_legend=False,
        show_minor_x_labels=False,
        truncate_label=-1,
        no_prefix=True,
        allow_interruptions=True,
    )


def _some(labels: Sequence[str]) -> list[str]:
    """Those that have room, spread evenly, none twice; the others empty."""
    gaps = max(1, min(MOST_DATES, len(labels)) - 1)
    chosen = {labels[place]: place for place in (number * (len(labels) - 1) // gaps for number in range(gaps + 1))}
    return [label if chosen.get(label) == place else "" for place, label in enumerate(labels)]


def _stands_alone(values: Sequence[float | None]) -> bool:
    """Whether a value has no neighbour: no line leads there, so it needs a dot. Dots take as long as all the rest."""
    around = zip((None, *values[:-1]), values, (*values[1:], None), strict=True)
    return any(before is None and at is not None and after is None for before, at, after in around)


class _Chart(Line):  # type: ignore[misc]
    def _tooltip_data(self, *_: Any, **__: Any) -> None:
        """Nobody can point into a picture; without this it is half as large, and drawn in half the time."""


def _without_scripts(root: Any) -> Any:
    """The library writes its configuration into one."""
    for defs in root.iter("defs"):
        for script in defs.findall("script"):
            defs.remove(script)
    return root
