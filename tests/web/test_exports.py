from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from werkzeug.test import TestResponse

from bot.services.exports import TABLES
from bot.services.staff import auditing
from tests.services.insight.watched import WRITING, Watched, statements
from tests.web.test_participants import audited
from tests.web.watching import PRIVATE, SHARED, Watching, answered

NAME = "Ana Sample"
ALL = [*(("csv", table) for table in TABLES), ("zip", ""), ("json", ""), ("fhir", "")]
IDS = ["-".join(filter(None, one)) for one in ALL]


@pytest.fixture
def ana(watching: Watching) -> Watched:
    """With everything that an export can hold."""
    one = watching.participant(NAME)
    with watching.earlier(days=1):
        answered(one)
        one.runs("five_senses", rated=(8, 3), trigger="work")
        one.worries()
    return one


def export(watching: Watching, who: Watched, format: str, table: str = "") -> TestResponse:
    page = f"/participants/{who.id}/export"
    return watching.visitor.send(f"{page}/{format}", page, **({"table": table} if table else {}))


def content(answer: TestResponse) -> str:
    """As text; of an archive, all that is in it."""
    if answer.mimetype != "application/zip":
        return answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_the_page_says_what_an_export_holds(watching: Watching, ana: Watched) -> None:
    text = watching.page(f"/participants/{ana.id}/export")
    assert "Of answers kept private, only how many there are" in text
    for format in ("csv", "zip", "json", "fhir"):
        assert f'action="/participants/{ana.id}/export/{format}"' in text


@pytest.mark.parametrize(("format", "table"), ALL, ids=IDS)
def test_an_export_is_a_download_without_a_name_or_private_words(
    watching: Watching, ana: Watched, format: str, table: str
) -> None:
    answer = export(watching, ana, format, table)
    ending = {"fhir": "fhir.json"}.get(format, format)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename=interlude-{ana.id[:8]}.{ending}"
    assert answer.headers["Cache-Control"] == "no-store"
    for hidden in (PRIVATE, NAME, "Ana"):
        assert hidden not in content(answer)


@pytest.mark.parametrize(("format", "table"), [("csv", "answers"), ("zip", ""), ("json", ""), ("fhir", "")])
def test_shared_words_are_in_it(watching: Watching, ana: Watched, format: str, table: str) -> None:
    assert SHARED in content(export(watching, ana, format, table))


def test_without_a_table_the_runs_are_taken(watching: Watching, ana: Watched) -> None:
    rows = list(csv.DictReader(io.StringIO(content(export(watching, ana, "csv")).removeprefix("\ufeff"))))
    assert [(row["script"], row["answers_kept_private"]) for row in rows] == [
        ("mood_check_in", "2"),
        ("five_senses", "0"),
    ]


@pytest.mark.parametrize("agrees", [False, None], ids=["refused", "not answered"])
def test_without_consent_an_export_holds_incidents_alone(watching: Watching, agrees: bool | None) -> None:
    ana = watching.participant(agrees=agrees)
    with watching.earlier(days=1):
        answered(ana)
        incident = ana.worries()
    assert "Incidents alone" in watching.page(f"/participants/{ana.id}/export")
    found = json.loads(content(export(watching, ana, "json")))
    assert found["runs"] == []
    assert [one["id"] for one in found["incidents"]] == [incident]
    for format, table in ALL:
        text = content(export(watching, ana, format, table))
        assert SHARED not in text
        assert "mood_check_in" not in text


@pytest.mark.parametrize(("format", "table"), ALL, ids=IDS)
def test_every_export_is_audited_with_its_format(watching: Watching, ana: Watched, format: str, table: str) -> None:
    export(watching, ana, format, table)
    assert audited(watching, "participant_exported") == [(ana.id, f"{format} {table}".strip())]


def test_what_cannot_be_audited_is_not_exported(
    watching: Watching, ana: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching.page(f"/participants/{ana.id}/export")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(auditing, "record", full)
    answer = watching.visitor.post(f"/participants/{ana.id}/export/json")
    assert answer.status_code == 500
    assert SHARED not in answer.get_data(as_text=True)


def test_a_format_that_cannot_be_written_is_said_and_not_audited(
    watching: Watching, ana: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ValueError(SHARED)

    monkeypatch.setattr("bot.services.exports.fhir.bundle", refused)
    answer = export(watching, ana, "fhir")
    assert answer.location == f"/participants/{ana.id}/export"
    text = watching.page(answer.location)
    assert "could not be written in this format" in text
    assert SHARED not in text
    assert audited(watching, "participant_exported") == []


@pytest.mark.parametrize(("format", "table"), [("pdf", ""), ("csv", "keys"), ("CSV", "runs")])
def test_there_are_no_other_formats_and_tables(watching: Watching, ana: Watched, format: str, table: str) -> None:
    assert export(watching, ana, format, table).status_code == 404
    assert audited(watching, "participant_exported") == []


def test_an_export_is_never_a_link(watching: Watching, ana: Watched) -> None:
    assert watching.visitor.get(f"/participants/{ana.id}/export/json").status_code == 405


def test_a_large_file_is_made_before_anybody_has_to_wait_for_it(watching: Watching, ana: Watched) -> None:
    """SQLite lets one write at a time: the file is read outside of the transaction that audits it."""
    watching.page(f"/participants/{ana.id}/export")
    with statements(watching.database) as found:
        watching.visitor.post(f"/participants/{ana.id}/export/json")
    last_read = max(place for place, one in enumerate(found) if "FROM answer" in one)
    began = max(place for place, one in enumerate(found) if one == WRITING)
    assert last_read < began < next(place for place, one in enumerate(found) if "INSERT INTO audit" in one)


def test_nobody_exports_whom_there_is_not(watching: Watching) -> None:
    lead = watching.as_lead()
    lead.get("/participants")
    assert lead.post("/participants/nobody/export/json").status_code == 404
