from __future__ import annotations

from bot.db import caseloads, enrolments
from bot.services.staff import caseload
from tests.web.watching import Watching


def test_somebody_enrolled_is_on_the_own_caseload_and_the_link_works_once(watching: Watching) -> None:
    watching.page("/enrol")
    given = {"name": "Nia Sample", "language": "es", "time_zone": "America/Chicago"}
    text = watching.visitor.post("/enrol", **given).get_data(as_text=True)
    assert "https://t.me/synthetic_bot?start=" in text
    assert 'src="data:image/svg+xml' in text
    with watching.database.transaction() as tx:
        [label] = caseload.own(tx, watching.account.staff)
        assert label.name == "Nia Sample"
        code = text.split("?start=")[1].split("<")[0]
        used = enrolments.use(tx, code)
        assert used is not None
        assert used.participant_id == label.id
        assert enrolments.use(tx, code) is None
    assert code not in watching.page(f"/participants/{label.id}")


def test_a_time_zone_that_there_is_not_makes_nobody(watching: Watching) -> None:
    watching.page("/enrol")
    answer = watching.visitor.post("/enrol", name="Nia Sample", language="en", time_zone="Mars")
    assert answer.status_code == 400
    with watching.database.reading() as tx:
        assert caseloads.of_staff(tx, watching.account.row.id) == []


def test_another_link_makes_the_one_before_void(watching: Watching) -> None:
    ana = watching.participant("Ana Sample")
    watching.page(f"/participants/{ana.id}")
    codes = []
    for _ in range(2):
        text = watching.visitor.post(f"/participants/{ana.id}/link").get_data(as_text=True)
        codes.append(text.split("?start=")[1].split("<")[0])
    with watching.database.transaction() as tx:
        assert [enrolments.use(tx, code) is not None for code in codes] == [False, True]
