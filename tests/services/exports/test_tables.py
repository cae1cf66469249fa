from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.exports import TABLES, Table, as_csv, as_zip
from bot.services.exports.tables import _cell
from tests.services.exports.practised import CANARY, SHARED, dossier, everything
from tests.services.insight.watched import Watched


def rows(watched: Watched, table: Table) -> list[dict[str, str]]:
    """As a spreadsheet reads them."""
    text = as_csv(dossier(watched), table).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_run_is_a_row(watched: Watched) -> None:
    ids = everything(watched)
    first, second, *_ = rows(watched, "runs")
    assert first == {
        "run": ids["exercise"],
        "began_utc": "2026-03-02 17:00:00",
        "ended_utc": "2026-03-02 17:00:00",
        "script": "five_senses",
        "title": "Five senses",
        "kind": "exercise",
        "version": watched.library.scripts["five_senses"].version,
        "origin": "assigned",
        "status": "finished",
        "distress_before": "8",
        "distress_after": "3",
        "helped": "",
        "trigger": "Work or school",
        "answers_kept_private": "0",
    }
    assert (second["distress_before"], second["distress_after"]) == ("6", "")


def test_shared_answers_stand_under_their_questions(watched: Watched) -> None:
    ids = everything(watched)
    found = [one for one in rows(watched, "answers") if one["run"] == ids["check_in"]]
    assert [(one["question"], one["said"], one["number"]) for one in found] == [
        ("How is your mood today?", "", "3"),
        ("How did you sleep last night?", "Too little", ""),
        ("Is there one line you want to note about today? Skip is fine.", SHARED, ""),
    ]


def test_measures_and_incidents_have_tables_of_their_own(watched: Watched) -> None:
    ids = everything(watched)
    [score] = rows(watched, "measures")
    assert (score["run"], score["instrument"], score["total"], score["highest"]) == (
        ids["measure"],
        "PHQ-9",
        "10",
        "27",
    )
    [alert] = rows(watched, "incidents")
    assert (alert["incident"], alert["level"], alert["acknowledged_by"]) == (ids["incident"], "page", "")


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://x.example")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"],
)
def test_words_are_no_formula(watched: Watched, text: str) -> None:
    watched.runs("mood_check_in", ("line", "text", text, None, "share"))
    [found] = rows(watched, "answers")
    assert found["said"] == f"'{text}"


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert [_cell(value) for value in (-3, 0, None, "a = b", "'quoted'", "")] == [-3, 0, "", "a = b", "'quoted'", ""]


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",))))
def test_any_text_is_read_back_in_one_cell(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([_cell(text), "next"])
    [[found, following]] = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert (found.removeprefix("'"), following) == (text.replace("\0", "").removeprefix("'"), "next")
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_zip_holds_every_table_and_no_private_word(watched: Watched) -> None:
    everything(watched)
    found = dossier(watched)
    with zipfile.ZipFile(io.BytesIO(as_zip(found))) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert content == {f"{table}.csv": as_csv(found, table) for table in TABLES}
    assert not any(CANARY.encode() in body for body in content.values())


def test_an_empty_dossier_has_heads(watched: Watched) -> None:
    for table in TABLES:
        assert len(as_csv(dossier(watched), table).splitlines()) == 1
