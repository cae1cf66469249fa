"""Charts as SVG: a picture in the page's own text, without script, style sheet or font from anywhere."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pygal import Config, Line
from pygal.style import Style

WIDTH, HEIGHT = 400, 190
"""In its own units: small, so that letters stay readable where a phone makes the picture smaller."""
MOST_DATES = 4
_CSS = (
    "inline:text{font-family:system-ui,'DejaVu Sans',sans-serif}.axis text{font-size:13px;fill:#53626f}"
    ".y text{text-anchor:end}.x text{text-anchor:middle}.background,.nofill{fill:none}"
    ".axis path{stroke:#d5dce2}.color-0{stroke:#7a4b00;fill:#7a4b00;stroke-width:2}"
    ".color-1{stroke:#175c6e;fill:#175c6e;stroke-width:2}.color-0 .line{stroke-dasharray:5 3}.color-0 circle{fill:#fff}"
)
"""The page's colours; the first line is dashed with hollow dots, so that no colour need be seen."""


@dataclass(frozen=True)
class Lines:
    """``values``: a line each, one value a label; None leaves a gap. ``lowest`` to ``highest``: the whole scale."""

    labels: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    lowest: int = 0
    highest: int = 10


@lru_cache(maxsize=256)
def drawn(lines: Lines) -> str:
    """The picture's address, which holds the picture. Kept for the next look: drawing costs ten milliseconds."""
    chart = _Chart(_config(lines))
    chart.add_xml_filter(_without_scripts)
    chart.x_labels = lines.labels
    for number, values in enumerate(lines.values):
        chart.add(str(number), values)
    return "data:image/svg+xml;base64," + base64.b64encode(chart.render()).decode()


def _config(lines: Lines) -> Config:
    return Config(
        js=[],
        css=[_CSS],
        style=Style(font_family="sans-serif"),
        width=WIDTH,
        height=HEIGHT,
        margin=8,
        range=(lines.lowest, lines.highest),
        y_labels=[lines.lowest, (lines.lowest + lines.highest) / 2, lines.highest],
        value_formatter=lambda value: f"{value:g}",
        dots_size=3,
        show_legend=False,
        show_minor_x_labels=False,
        x_labels_major_count=min(MOST_DATES, len(lines.labels)),
        truncate_label=-1,
        no_prefix=True,
        allow_interruptions=True,
    )


class _Chart(Line):  # type: ignore[misc]
    def _tooltip_data(self, *_: Any, **__: Any) -> None:
        """Nobody can point into a picture; without this it is half as large, and drawn in half the time."""


def _without_scripts(root: Any) -> Any:
    """The library writes its configuration into one."""
    for defs in root.iter("defs"):
        for script in defs.findall("script"):
            defs.remove(script)
    return root
