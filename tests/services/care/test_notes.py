"""Private notes are for staff alone."""

from __future__ import annotations

import pytest

from bot.db import outbox
from bot.db.database import Database
from bot.services import erasure
from bot.services.care.faults import CareFault
from bot.services.care.messages import messages_to
from bot.services.care.notes import (
    LONGEST_NOTE,
    PrivateNote,
    count_private_notes,
    private_notes_about,
    write_private_note,
)
from bot.services.export import export
from tests.services.care.ward import Ward
from tests.services.life import rows

CANARY = "note canary"


def write(ward: Ward, text: str, by: str = "") -> str:
    with ward.database.transaction() as tx:
        return write_private_note(tx, ward.robin.id, by or ward.lee, text)


def read(ward: Ward, **page: int) -> list[PrivateNote]:
    with ward.database.reading() as tx:
        return private_notes_about(tx, ward.robin.id, **page)


def test_notes_are_listed_with_author_and_time_newest_first(ward: Ward) -> None:
    first = write(ward, "  seems tired  ")
    ward.clock.move(hours=1)
    second = write(ward, "asked about sleep", by=ward.kim)
    assert read(ward) == [
        PrivateNote(second, "Kim", "asked about sleep", ward.clock.moment),
        PrivateNote(first, "Dr. Lee", "seems tired", ward.clock.moment.replace(hour=17)),
    ]


def test_notes_come_in_pages(ward: Ward) -> None:
    for number in range(5):
        write(ward, str(number))
    assert [one.text for one in read(ward, limit=2)] == ["4", "3"]
    assert [one.text for one in read(ward, limit=2, skip=4)] == ["0"]
    with ward.database.reading() as tx:
        assert count_private_notes(tx, ward.robin.id) == 5


def test_a_note_never_reaches_the_participant(ward: Ward, database: Database) -> None:
    write(ward, CANARY)
    with database.reading() as tx:
        assert outbox.unsent(tx) == []
        assert messages_to(tx, ward.robin.id) == []
        assert CANARY not in export(tx, ward.robin.id).decode()
        assert "private" not in export(tx, ward.robin.id).decode()


def test_a_note_is_sealed(ward: Ward, database: Database) -> None:
    write(ward, CANARY)
    [row] = rows(database, "private_note")
    assert CANARY.encode() not in row["body"]


@pytest.mark.parametrize(
    ("text", "fault"), [(" \n ", "is empty"), ("x" * (LONGEST_NOTE + 1), "10,001 letters; 10,000")]
)
def test_what_is_no_note_is_refused(ward: Ward, text: str, fault: str) -> None:
    with pytest.raises(CareFault, match=fault):
        write(ward, text)
    assert read(ward) == []


def test_nothing_is_noted_about_nobody_or_about_who_erased(ward: Ward, database: Database) -> None:
    with database.transaction() as tx:
        with pytest.raises(CareFault, match="no such participant"):
            write_private_note(tx, "nobody", ward.lee, "x")
        erasure.erase(tx, ward.robin.id)
    with pytest.raises(CareFault, match="no such participant"):
        write(ward, "x")
