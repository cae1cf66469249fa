from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import assignments, chats, legal_holds, outbox, participants, sessions
from bot.db.ids import now
from bot.services.care import notes
from bot.services.staff import auditing
from bot.services.staff.rights import Role
from tests.services.insight.watched import Watched
from tests.services.staff.people import account
from tests.web.visitor import Visitor
from tests.web.watching import SHARED, Watching

NOTE, MESSAGE = "synthetic private thought", "synthetic word to the participant"


@pytest.fixture
def ana(watching: Watching) -> Watched:
    return watching.participant("Ana Sample")


def audited(watching: Watching, subject: str) -> list[str]:
    with watching.database.reading() as tx:
        return [row.action for row in reversed(auditing.rows(tx, subject))]


def test_practice_is_assigned_with_days_hour_and_dose_and_ended(watching: Watching, ana: Watched) -> None:
    plan = f"/participants/{ana.id}/plan"
    watching.page(plan)
    answer = watching.visitor.post(f"{plan}/assign", script="five_senses", days=["mon", "thu"], at="18:30", times="2")
    assert answer.status_code == 302
    text = watching.page(plan)
    assert "Mon Thu at 18:30, 2 times a day" in text
    with watching.database.reading() as tx:
        [row] = assignments.find(tx, ana.id)
    watching.visitor.post(f"{plan}/assignments/{row.id}/end")
    assert "Nothing is assigned." in watching.page(plan)
    assert {"practice_assigned", "practice_ended"} <= set(audited(watching, ana.id))


def test_a_plan_that_cannot_be_says_why_and_keeps_what_was_typed(watching: Watching, ana: Watched) -> None:
    plan = f"/participants/{ana.id}/plan"
    watching.page(plan)
    answer = watching.visitor.post(f"{plan}/assign", script="five_senses", at="18:30", times="2")
    assert answer.status_code == 400
    assert "is no day" in answer.get_data(as_text=True)
    assert 'value="18:30"' in answer.get_data(as_text=True)


def test_a_caution_takes_a_script_out_of_the_plan(watching: Watching, ana: Watched) -> None:
    plan = f"/participants/{ana.id}/plan"
    watching.page(plan)
    watching.visitor.post(f"{plan}/assign", script="box_breathing", days=["mon"], at="18:30", times="1")
    watching.visitor.post(f"{plan}/cautions", cautions=["breath"])
    text = watching.page(plan)
    assert "Nothing is assigned." in text
    refused = watching.visitor.post(f"{plan}/assign", script="box_breathing", days=["mon"], at="18:30", times="1")
    assert "caution" in refused.get_data(as_text=True)


def test_sessions_are_added_for_weeks_by_the_participants_clock_and_cancelled(watching: Watching, ana: Watched) -> None:
    plan = f"/participants/{ana.id}/plan"
    watching.page(plan)
    given = {"kind": "family", "day": "2026-03-05", "at": "10:00", "minutes": "", "weeks": "3"}
    assert watching.visitor.post(f"{plan}/sessions", **given).status_code == 302
    text = watching.page(plan)
    assert text.count("family, ") == 3
    assert "Thu 5 Mar, 10:00" in text
    with watching.database.reading() as tx:
        first = sessions.find(tx, ana.id)[0]
    watching.visitor.post(f"{plan}/sessions/{first.id}/cancel")
    assert watching.page(plan).count("family, ") == 2


def test_a_note_stays_with_staff_and_a_message_goes_to_the_chat(watching: Watching, ana: Watched) -> None:
    own = f"/participants/{ana.id}"
    watching.page(f"{own}/notes")
    watching.visitor.post(f"{own}/notes/write", note=NOTE)
    watching.page(f"{own}/messages")
    watching.visitor.post(f"{own}/messages/send", message=MESSAGE)
    assert NOTE in watching.page(f"{own}/notes")
    assert MESSAGE not in watching.page(f"{own}/notes")
    assert MESSAGE in watching.page(f"{own}/messages")
    assert NOTE not in watching.page(f"{own}/messages")
    with watching.database.reading() as tx:
        said = [one.body["text"] for chat in chats.of_participant(tx, ana.id) for one in outbox.unsent(tx, chat)]
    assert any(MESSAGE in text and watching.account.row.name in text for text in said)
    assert not any(NOTE in text for text in said)


def test_an_empty_note_and_an_empty_message_are_refused(watching: Watching, ana: Watched) -> None:
    own = f"/participants/{ana.id}"
    watching.page(f"{own}/notes")
    assert watching.visitor.post(f"{own}/notes/write", note="  ").status_code == 400
    assert watching.visitor.post(f"{own}/messages/send", message="").status_code == 400


def test_a_lead_transfers_covers_discharges_and_holds(watching: Watching, ana: Watched) -> None:
    lead, standing = watching.as_lead(), f"/participants/{ana.id}/standing"
    assert watching.visitor.get(standing).status_code == 403
    assert lead.get(standing).status_code == 200
    until = f"{now() + timedelta(days=7):%Y-%m-%d}"
    lead.post(f"{standing}/cover", by=watching.account.row.id, begins=f"{now():%Y-%m-%d}", ends=until)
    assert "End cover" in lead.get(standing).get_data(as_text=True)
    lead.post(f"{standing}/hold", reason="a synthetic court")
    refused = lead.post(f"{standing}/erase", confirmed="ERASE").get_data(as_text=True)
    assert "A legal hold lies on this data" in refused
    with watching.database.reading() as tx:
        [hold] = legal_holds.of_participant(tx, ana.id)
    lead.post(f"{standing}/hold/{hold.id}/lift")
    lead.post(f"{standing}/discharge", reader="Dr. Sample", until=until)
    assert "Somebody still reads until" in lead.get(standing).get_data(as_text=True)
    assert [one for one in audited(watching, ana.id) if one != "standing_read"] == [
        "cover_set",
        "legal_hold_laid",
        "legal_hold_lifted",
        "participant_discharged",
    ]


def test_after_a_discharge_nobody_reads_but_for_as_long_as_they_were_told(watching: Watching, ana: Watched) -> None:
    ben, lead = watching.participant("Ben Sample"), watching.as_lead()
    until = f"{now() + timedelta(days=7):%Y-%m-%d}"
    lead.get(f"/participants/{ana.id}/standing")
    lead.post(f"/participants/{ana.id}/standing/discharge", reader="", until="")
    lead.post(f"/participants/{ben.id}/standing/discharge", reader="Dr. Sample", until=until)
    watching.clock.move(minutes=1)
    assert [watching.visitor.get(f"/participants/{one.id}").status_code for one in (ana, ben)] == [404, 200]
    watching.clock.move(days=9)
    watching.visitor.sign_in(watching.account)
    assert watching.visitor.get(f"/participants/{ben.id}").status_code == 404


def test_who_reads_in_aftercare_can_be_changed_and_the_participant_is_told(watching: Watching, ana: Watched) -> None:
    leading, standing = account(watching.database, Role.LEAD), f"/participants/{ana.id}/standing"
    lead = Visitor(watching.app)
    lead.sign_in(leading)
    soon, later = (f"{now() + timedelta(days=days):%Y-%m-%d}" for days in (3, 30))
    lead.get(standing)
    lead.post(f"{standing}/discharge", reader="Dr. Sample", until=soon)
    told = len(said(watching, ana))
    lead.post(f"{standing}/aftercare", reader="Sam Example", until=later)
    assert "Sam Example" in "".join(said(watching, ana)[told:])
    watching.clock.move(days=20)
    watching.visitor.sign_in(watching.account)
    assert watching.visitor.get(f"/participants/{ana.id}").status_code == 200
    lead.sign_in(leading)
    lead.get(standing)
    lead.post(f"{standing}/aftercare", reader="", until="")
    assert watching.visitor.get(f"/participants/{ana.id}").status_code == 404
    refused = lead.post(f"{standing}/aftercare", reader="Sam Example", until=later)
    assert (refused.status_code, "Setting a phase" in refused.get_data(as_text=True)) == (400, True)


def test_once_nobody_reads_no_lead_does_either_and_nobody_is_given_them(watching: Watching, ana: Watched) -> None:
    """They were told so. What was logged before is kept, and shown again when they are taken in again."""
    with watching.earlier(hours=5):
        ana.runs("mood_check_in", ("line", "text", SHARED, None, "share"))
    lead, standing = watching.as_lead(), f"/participants/{ana.id}/standing"
    lead.get(standing)
    lead.post(f"{standing}/discharge", reader="", until="")
    for page in ("", "/timeline", "/brief/individual"):
        text = lead.get(f"/participants/{ana.id}{page}").get_data(as_text=True)
        assert SHARED not in text
        assert "told that nobody looks" in text
    lead.get(standing)
    for change, fields in (
        ("transfer", {"to": watching.account.row.id}),
        ("cover", {"by": watching.account.row.id, "begins": f"{now():%Y-%m-%d}", "ends": f"{now():%Y-%m-%d}"}),
    ):
        assert lead.post(f"{standing}/{change}", **fields).status_code == 400
    lead.post(f"/participants/{ana.id}/plan/phase", phase="iop")
    assert SHARED in lead.get(f"/participants/{ana.id}/timeline").get_data(as_text=True)


def said(watching: Watching, who: Watched) -> list[str]:
    with watching.database.reading() as tx:
        return [str(one.body.get("text")) for one in outbox.unsent(tx, who.chat.id)]


def test_erasing_needs_the_word_and_then_nothing_is_left(watching: Watching, ana: Watched) -> None:
    lead, standing = watching.as_lead(), f"/participants/{ana.id}/standing"
    with watching.database.transaction() as tx:
        notes.write_private_note(tx, ana.id, watching.account.row.id, NOTE)
    lead.get(standing)
    assert "the word was another" in lead.post(f"{standing}/erase", confirmed="yes").get_data(as_text=True)
    assert lead.post(f"{standing}/erase", confirmed="ERASE").status_code == 302
    assert lead.get(standing).status_code == 404
    with watching.database.reading() as tx:
        person = participants.get(tx, ana.id)
        assert person is not None
        assert (person.name, notes.private_notes_about(tx, ana.id)) == (None, [])


def test_things_of_two_people_in_one_address_are_not_found(watching: Watching, ana: Watched) -> None:
    """Both are on this caseload: seeing each is no reason to mix them up."""
    ben = watching.participant("Ben Sample")
    with watching.database.transaction() as tx:
        his = assignments.add(tx, ben.id, "five_senses", ["mon"], "18:00")
    watching.page(f"/participants/{ana.id}/plan")
    assert watching.visitor.post(f"/participants/{ana.id}/plan/assignments/{his}/end").status_code == 404
    with watching.database.reading() as tx:
        assert [row.id for row in assignments.find(tx, ben.id)] == [his]
