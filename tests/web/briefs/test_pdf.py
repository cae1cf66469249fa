"""A brief on paper, read back."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from bot.scripts.words import Words
from bot.services.briefs import Item, Section, Shown, StaffBrief, load_brief_words
from bot.services.briefs.items import Change, Course, Practised, Prepared, Rated
from bot.settings import ROOT
from bot.web.briefs.pdf import CONFIDENTIAL, Sheet, brief_pdf

NOON = datetime(2026, 3, 2, 17, tzinfo=timezone.utc)
SHEET = Sheet("Robin Muster", "Ana Ruiz", NOON, ZoneInfo("America/New_York"), False, NOON + timedelta(days=1))
BOX = Item("practice:box", Section.PRACTICE, Practised(Words.read("Box breathing"), 5, 4, Change(7, 3.5, 4)))
DISTRESS = Item(
    "trend:distress", Section.COURSE, Course(Rated.DISTRESS, ((NOON, 7), (NOON, 5), (NOON, 6)), 6, 5, 7, None)
)


def prepared(text: str) -> Item:
    return Item("answer:1", Section.PREPARED, Prepared(Words.read("What do you want to ask?"), text, NOON))


def brief(*items: Item) -> StaffBrief:
    return StaffBrief("p", "individual", NOON - timedelta(days=7), Shown.SEEN, NOON, items)


def pages(one: StaffBrief, sheet: Sheet = SHEET) -> list[str]:
    """The text of each page, on one line."""
    made = brief_pdf(one, load_brief_words(ROOT / "data"), sheet)
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


def test_one_page_says_whose_it_is_what_is_in_it_and_that_it_is_confidential() -> None:
    [page] = pages(brief(prepared("about sleep"), BOX, DISTRESS))
    for text in (
        "Session brief: one-on-one session",
        "Robin Muster Since 02/23/2026 For the session on 03/03/2026",
        "As the participant saw it on 03/02/2026, 12:00 EST",
        "Taken out by Ana Ruiz on 03/02/2026, 12:00 EST",
        "Prepared answers What do you want to ask? — about sleep",
        "Practice Box breathing: 5×, 4× to the end. Distress, middle: 7 before, 3.5 after (4×).",
        "Distress: 3 ratings from 5 to 7, middle 6.",
        CONFIDENTIAL,
        "Page 1 of 1",
    ):
        assert text in page
    assert "SYNTHETIC" not in page


def test_what_is_left_out_is_counted() -> None:
    one = replace(brief(BOX), held_back=1, newer=2, kept=3)
    [page] = pages(one)
    assert "1 line held back by the participant." in page
    assert "2 lines newer or changed, not yet seen by them." in page
    assert "3 prepared answers kept for themselves." in page


@pytest.mark.parametrize(("shown", "said"), [(Shown.NOT_SEEN, "Not yet looked at"), (Shown.NO_CONSENT, "not agreed")])
def test_one_that_may_not_be_seen_says_why_and_nothing_else(shown: Shown, said: str) -> None:
    [page] = pages(StaffBrief("p", "group", NOON, shown))
    assert said in page
    assert "As the participant saw it" not in page


def test_every_page_of_a_synthetic_participant_says_so_and_is_numbered() -> None:
    long = prepared("many words " * 350)
    found = pages(brief(long, long, BOX), replace(SHEET, synthetic=True))
    assert len(found) == 3
    for number, page in enumerate(found, 1):
        assert "SYNTHETIC" in page
        assert CONFIDENTIAL in page
        assert f"Page {number} of 3" in page


@pytest.mark.parametrize("text", ["¿Por qué yo?", "Почему я?", "Γιατί εγώ;", "tại sao", "line one\nline two"])
def test_letters_of_many_scripts_are_there(text: str) -> None:
    [page] = pages(brief(prepared(text)))
    assert " ".join(text.split()) in page


@pytest.mark.parametrize(
    "text", ["為什麼 canary", "🙂 canary", "لماذا canary", "\x07\x00canary", "e\u0301 canary", "x" * 4096]
)
def test_letters_that_the_font_lacks_neither_fail_nor_reach_the_log(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        page = pages(brief(prepared(text)))[0]
    assert "canary" in page or "xxx" in page
    assert caplog.records == []


def test_the_font_is_found_without_loading_what_it_comes_with() -> None:
    code = (
        "import sys; from bot.web.briefs import pdf; assert pdf._fonts().is_dir(); print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
