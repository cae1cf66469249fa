"""Staff set cautions; what they speak against ends."""

from __future__ import annotations

import pytest

from bot.db import assignments, runs
from bot.db.database import Database
from bot.scripts.library import Library
from bot.services.care.cautions import Caution, Cautioned, cautions_of, set_cautions
from bot.services.care.faults import CareFault
from tests.services.care.ward import Ward
from tests.services.life import rows
from tests.services.practising import Person


def set_to(ward: Ward, library: Library, *cautions: Caution) -> Cautioned:
    with ward.database.transaction() as tx:
        return set_cautions(tx, library, ward.robin.id, cautions)


def test_cautions_are_kept_sealed_and_replaced_as_a_whole(ward: Ward, library: Library, database: Database) -> None:
    set_to(ward, library, Caution.DISSOCIATION, Caution.BREATH)
    with database.reading() as tx:
        assert cautions_of(tx, ward.robin.id) == (Caution.BREATH, Caution.DISSOCIATION)
    [sealed] = [row["cautions"] for row in rows(database, "participant") if row["id"] == ward.robin.id]
    assert b"breath" not in sealed
    set_to(ward, library)
    with database.reading() as tx:
        assert cautions_of(tx, ward.robin.id) == ()


def test_assigned_practice_that_they_speak_against_ends(ward: Ward, library: Library, database: Database) -> None:
    against, stays = ward.robin.is_assigned("14:00"), ward.robin.is_assigned("14:00", "five_senses")
    assert set_to(ward, library, Caution.BREATH) == Cautioned((against,))
    with database.reading() as tx:
        assert [row.id for row in assignments.find(tx, ward.robin.id)] == [stays]


def test_a_script_in_progress_that_they_speak_against_is_left(ward: Ward, library: Library, database: Database) -> None:
    person = Person(database, library, ward.robin.chat)
    person.begin("five_senses")
    assert set_to(ward, library, Caution.BREATH) == Cautioned()
    person.begin("muscle_release")
    assert set_to(ward, library, Caution.CARDIAC) == Cautioned((), "muscle_release")
    with database.reading() as tx:
        assert runs.live(tx, ward.robin.id) is None


def test_nobody_has_no_cautions(ward: Ward, library: Library, database: Database) -> None:
    with database.transaction() as tx, pytest.raises(CareFault):
        set_cautions(tx, library, "nobody", [Caution.BREATH])
