from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import chats, participants
from bot.db.database import Database
from bot.services.insight import CareConsent, NoSuchParticipant, look_at
from tests.schedule.people import rules
from tests.services.insight.conftest import Enrols
from tests.services.insight.watched import Watched


def consent(one: Watched) -> tuple[CareConsent, bool]:
    with one.database.reading() as tx:
        person = one.seen(tx)
    return person.consent, person.may_be_read


def test_practice_is_read_only_after_a_yes(enrol: Enrols) -> None:
    assert consent(enrol(agrees=True)) == (CareConsent.GIVEN, True)
    assert consent(enrol(agrees=False)) == (CareConsent.REFUSED, False)
    assert consent(enrol(agrees=None)) == (CareConsent.OPEN, False)


def test_the_newest_decision_counts(watched: Watched) -> None:
    watched.decides(False)
    assert consent(watched) == (CareConsent.REFUSED, False)
    watched.decides(True)
    assert consent(watched) == (CareConsent.GIVEN, True)


def test_who_was_told_that_nobody_reads_is_not_read(watched: Watched) -> None:
    moment = watched.clock.moment
    for until, expected in (
        (None, (CareConsent.OVER, False)),
        (moment + timedelta(days=1), (CareConsent.GIVEN, True)),
        (moment, (CareConsent.OVER, False)),
    ):
        with watched.database.transaction() as tx:
            participants.set_discharge(tx, watched.id, moment - timedelta(days=1), until)
        assert consent(watched) == expected


def test_a_visitor_of_the_chat_page_is_not_asked_and_anybody_else_has_to_be(database: Database) -> None:
    with database.transaction() as tx:
        visitor, nobody = chats.add_participant(tx, synthetic=True), chats.add_participant(tx)
        assert look_at(tx, rules(), visitor).consent is CareConsent.NOT_ASKED
        assert look_at(tx, rules(), nobody).consent is CareConsent.OPEN


def test_nobody_is_looked_at_by_an_unknown_id(database: Database) -> None:
    with database.reading() as tx, pytest.raises(NoSuchParticipant):
        look_at(tx, rules(), "nobody")


def test_without_consent_no_practice_is_shown_and_incidents_are(watched: Watched) -> None:
    watched.runs("five_senses", ("see", "choice", "I found them", "found", "share"), rated=(8, 2), trigger="work")
    incident_id = watched.worries()
    watched.decides(False)
    assert watched.ids() == [incident_id]
    assert watched.ids(search="senses") == []
    assert watched.series().runs == ()
    assert watched.series().scales == ()
    assert watched.helps() == []
    assert watched.then_and_now().triggers == ()
    watched.decides(True)
    assert len(watched.ids()) == 2
    assert len(watched.helps()) == 1
