"""A session brief on paper: the same lines as on screen, one page where they fit."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.services.briefs import BriefWords, StaffBrief, notes, write
from bot.services.dates import day_written

LANGUAGE = "en"
FONT = "DejaVu"
MARGIN_MM = 18
LINE_MM = 5
GREY = 90
CONFIDENTIAL = "Confidential. For the care team only; not to be shown to family or to members of a group."
SYNTHETIC = "SYNTHETIC"
MISSING = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Sheet:
    """What stands above a brief: whose it is, who took it out and when, and in which time zone days are told.

    ``session_at``: when the session is that it is for, where one is in the calendar.
    """

    participant: str
    taken_by: str
    taken_at: datetime
    zone: ZoneInfo
    synthetic: bool
    session_at: datetime | None = None


def brief_pdf(brief: StaffBrief, words: BriefWords, sheet: Sheet) -> bytes:
    """The brief as a PDF. Letters that the font lacks are shown as a sign for a missing one; none is logged."""
    paper = _Paper(sheet)
    paper.head(f"Session brief: {words.kinds[brief.kind].to(LANGUAGE)}", _below(brief, sheet))
    for paragraph in write(words, brief.items, LANGUAGE):
        paper.section(paragraph.heading, [line.text for line in paragraph.lines])
    paper.section("", notes(brief))
    return bytes(paper.output())


def _below(brief: StaffBrief, sheet: Sheet) -> list[str]:
    told = [sheet.participant, f"Since {_day(brief.since, sheet)}"]
    if sheet.session_at:
        told.append(f"For the session on {_day(sheet.session_at, sheet)}")
    if brief.seen_at:
        told.append(f"As the participant saw it on {_moment(brief.seen_at, sheet)}")
    return [*told, f"Taken out by {sheet.taken_by} on {_moment(sheet.taken_at, sheet)}"]


def _day(moment: datetime, sheet: Sheet) -> str:
    return day_written(moment.astimezone(sheet.zone), LANGUAGE)


def _moment(moment: datetime, sheet: Sheet) -> str:
    return f"{_day(moment, sheet)}, {moment.astimezone(sheet.zone):%H:%M %Z}"


class _Paper(FPDF):  # type: ignore[misc, unused-ignore]
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format="letter")
        self._synthetic = sheet.synthetic
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(FONT, style, _fonts() / name)
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(True, MARGIN_MM + 2 * LINE_MM)
        self.set_title("Session brief")
        self.set_lang(LANGUAGE)
        self.set_creation_date(sheet.taken_at)
        self.add_page()

    def head(self, title: str, below: list[str]) -> None:
        self._write(title, size=15, style="B", line=8)
        for text in below:
            self._write(text, size=9, grey=GREY)

    def section(self, heading: str, texts: list[str]) -> None:
        """Nothing where there are no texts; a heading never stands alone at the foot of a page."""
        if not texts:
            return
        if self.will_page_break(4 * LINE_MM):
            self.add_page()
        self.ln(3)
        if heading:
            self._write(heading, size=11, style="B", line=6)
        for text in texts:
            self._write(text, size=10)
            self.ln(1)

    def header(self) -> None:
        """On every page, as fpdf calls it."""
        if self._synthetic:
            self._write(f"{SYNTHETIC} – not a real person", size=9, style="B")

    def footer(self) -> None:
        self.set_y(-MARGIN_MM - LINE_MM)
        self._write(CONFIDENTIAL, size=8, grey=GREY)
        self._write(f"Page {self.page_no()} of {{nb}}", size=8, grey=GREY)

    def _write(self, text: str, *, size: int, style: str = "", line: float = LINE_MM, grey: int = 0) -> None:
        self.set_font(FONT, style, size)
        self.set_text_color(grey)
        self.multi_cell(0, line, self._shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _shown(self, text: str) -> str:
        """Told beforehand, because fpdf would write each missing letter of a person's words into the log."""
        known = self.current_font.cmap  # type: ignore[union-attr, unused-ignore]
        return "".join(sign if sign == "\n" or ord(sign) in known else MISSING for sign in text)


@lru_cache(maxsize=1)
def _fonts() -> Path:
    """DejaVu comes with matplotlib, which comes with Rasa; it is found here without being loaded."""
    found = importlib.util.find_spec("matplotlib")
    assert found is not None, "Rasa brings matplotlib"
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
