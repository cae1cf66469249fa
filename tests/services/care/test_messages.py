"""Messages to participants go out in the name of who wrote them, or not at all."""

from __future__ import annotations

import pytest

from bot.db import outbox
from bot.db.database import Database
from bot.services import conversation
from bot.services.care.faults import CareFault
from bot.services.care.messages import LONGEST_MESSAGE, StaffMessage, messages_to, send_message
from bot.services.care.notes import private_notes_about
from bot.services.incidents import answer_no
from bot.services.reachability import mark_lost
from tests.clock import Clock
from tests.services.care.ward import Ward
from tests.services.duty import Team
from tests.services.life import rows
from tests.services.reminding import Enrolled

WROTE = "I moved your session {to} Friday."


def send(ward: Ward, text: str = WROTE, by: str = "", to: Enrolled | None = None) -> str:
    with ward.database.transaction() as tx:
        return send_message(tx, ward.voice, (to or ward.robin).id, by or ward.lee, text)


def listed(ward: Ward) -> list[StaffMessage]:
    with ward.database.reading() as tx:
        return messages_to(tx, ward.robin.id)


def test_the_participant_reads_who_writes_and_whom_to_call_once(ward: Ward) -> None:
    send(ward)
    said, after = ward.robin.sees()
    assert said == f"From Dr. Lee, your therapist: {WROTE}"
    assert "not read at once" in after
    assert "988" in after
    assert "988" not in said


def test_it_is_said_in_the_participants_language_and_in_the_authors_role(ward: Ward) -> None:
    person = ward.admits(language="es")
    send(ward, "¿Nos vemos mañana?", by=ward.kim, to=person)
    said, after = person.sees()
    assert said == "De Kim, responsable clínico de tu programa: ¿Nos vemos mañana?"
    assert "no se lee enseguida" in after


def test_the_gateway_finds_it_as_it_finds_all_that_waits(ward: Ward, database: Database) -> None:
    send(ward)
    assert conversation.chats_with_unsent(database) == [ward.robin.chat.id]
    assert len(conversation.unsent(database, ward.robin.chat.id)) == 2


def test_it_goes_to_the_newest_chat_in_reach(ward: Ward, database: Database) -> None:
    newer = ward.in_a_new_chat(ward.robin)
    ward.in_a_new_chat(ward.robin, channel="drill")
    gone = ward.in_a_new_chat(ward.robin)
    with database.transaction() as tx:
        mark_lost(tx, gone.id, "blocked")
    send(ward)
    assert len(ward.said_in(newer)) == 2


def test_the_list_says_what_became_of_each(ward: Ward, database: Database) -> None:
    ids = [send(ward, text) for text in ("first", "second", "third")]
    waiting = conversation.unsent(database, ward.robin.chat.id)
    conversation.mark_sent(database, waiting[:2])
    conversation.never_sent(database, waiting[2], "blocked")
    found = listed(ward)
    assert [(one.id, one.text, one.state, one.failed) for one in found] == [
        (ids[2], "third", "waiting", None),
        (ids[1], "second", "failed", "blocked"),
        (ids[0], "first", "sent", None),
    ]
    assert {(one.author, one.made_at) for one in found} == {("Dr. Lee", ward.clock.moment)}
    assert [one.sent_at for one in found] == [None, None, ward.clock.moment]


def test_a_message_is_no_note_and_is_sealed(ward: Ward, database: Database) -> None:
    send(ward, "message canary")
    with database.reading() as tx:
        assert private_notes_about(tx, ward.robin.id) == []
    sealed = [row["body"] for table in ("staff_message", "outbox") for row in rows(database, table)]
    assert len(sealed) == 3
    assert not any(b"canary" in one for one in sealed)


# Refused


def refused(ward: Ward, fault: str, text: str = "hello", by: str = "", to: Enrolled | None = None) -> None:
    with pytest.raises(CareFault, match=fault):
        send(ward, text, by, to)
    assert rows(ward.database, "staff_message") == []
    assert (to or ward.robin).messages() == []


@pytest.mark.parametrize(
    ("text", "fault"), [(" \n", "is empty"), ("x" * (LONGEST_MESSAGE + 1), "1,001 letters; 1,000 is the most")]
)
def test_an_empty_or_endless_message_is_refused(ward: Ward, text: str, fault: str) -> None:
    refused(ward, fault, text)
    send(ward, "x" * LONGEST_MESSAGE)


def test_without_consent_nothing_is_sent(ward: Ward) -> None:
    refused(ward, "have not agreed", to=ward.admits(agrees=False))
    ward.withdraws(ward.robin)
    refused(ward, "have not agreed")


def test_who_cannot_be_reached_is_not_written_to(ward: Ward) -> None:
    ward.robin.chat_is(left_at=ward.clock.moment)
    refused(ward, "cannot be reached")
    blocked = ward.admits()
    blocked.chat_is(unreachable_since=ward.clock.moment, unreachable_code="blocked")
    refused(ward, "cannot be reached", to=blocked)


def test_only_clinicians_write(ward: Ward) -> None:
    refused(ward, "Only therapists and clinical leads", by=ward.pat)
    refused(ward, "Only therapists and clinical leads", by="nobody")


def test_while_a_question_of_safety_waits_no_message_may_draw_its_answer(ward: Ward, clock: Clock) -> None:
    team = Team(ward.database, ward.robin.chat)
    check = team.checked()
    refused(ward, "asked whether they are in danger")
    with ward.database.transaction() as tx:
        answer_no(tx, check.id)
    send(ward)


def test_an_open_page_does_not_keep_staff_from_writing(ward: Ward) -> None:
    Team(ward.database, ward.robin.chat).raised()
    send(ward)
    with ward.database.reading() as tx:
        assert len(outbox.unsent(tx, ward.robin.chat.id)) == 2
