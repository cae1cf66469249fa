"""Links: single use, expiring, bound to the first account; whoever has none learns nothing but whom to call."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.db import chats, participants
from bot.db.database import Database
from bot.db.tables import metadata
from bot.services import enrolment
from bot.services.enrolment import ATTEMPTS_OF_ALL, ATTEMPTS_OF_ONE, Invitation, NoBotName, NoSuchParticipant
from tests.clock import Clock
from tests.services import duty
from tests.services.enrolling import Newcomer, invitation

REFUSED = "This link does not work (any more)."
TOO_OFTEN = "There were too many tries"


@pytest.fixture
def person(database: Database, clock: Clock) -> Newcomer:
    return Newcomer(database)


def rows(database: Database) -> dict[str, int]:
    """Table to number of rows, where there are any."""
    with database.reading() as tx:
        counts = {name: tx.run(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in metadata.tables}
    return {name: count for name, count in counts.items() if count}


def test_a_code_fits_a_link_and_cannot_be_guessed(database: Database) -> None:
    codes = {invitation(database).code for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22,64}", code) for code in codes)
    made = invitation(database)
    assert made.link("@my_program_bot") == f"https://t.me/my_program_bot?start={made.code}"
    assert made.code not in repr(made)


@pytest.mark.parametrize("name", ["", "@", "a b_bot", "bot/..", "x?start=1", "ñandu_bot"])
def test_no_link_is_made_with_what_is_no_bots_name(database: Database, name: str) -> None:
    with pytest.raises(NoBotName):
        invitation(database).link(name)


def test_neither_code_nor_name_nor_account_stands_in_the_database(person: Newcomer) -> None:
    made = invitation(person.database, "Robin Canary")
    person.opens(made.code)
    assert person.database.file is not None
    folder = person.database.file.parent
    files = b"".join(path.read_bytes() for path in folder.iterdir() if path.name != "keys")
    for secret in (made.code, "Robin", "Canary", person.address):
        assert secret.encode() not in files
    with person.database.reading() as tx:
        found = participants.get(tx, made.participant_id)
    assert found is not None
    assert found.name == "Robin Canary"


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_link_to_consent(person: Newcomer, language: str) -> None:
    """The whole walk: what it is, when nobody watches, who reads what, whom to call; then one question each."""
    chat = person.enrols(language)
    assert (chat.language, chat.channel) == (language, "telegram")
    words = person.words
    what, hours, reads, contacts, question = person.texts()
    assert what == words.welcome.what.to(language)
    assert ("9:00 AM–5:00 PM" if language == "en" else "9:00–17:00") in hours
    assert reads == words.welcome.reads.to(language)
    assert "988" in contacts
    assert "911" in contacts
    for purpose, said in words.consent.purposes.items():
        assert person.texts()[-1] == said.ask.to(language), purpose
        assert person.titles() == [said.agree.to(language), said.decline.to(language)]
        person.presses(said.agree.to(language))
        assert person.texts()[0] == said.agreed.to(language)
    assert person.seen[-1]["buttons"] == [{"title": words.menu.to(language), "payload": "/list_exercises"}]
    assert [(one.purpose, one.given) for one in person.decisions()] == [
        ("care_team", True),
        ("family", True),
        ("research", True),
    ]
    assert question == words.consent.purposes[next(iter(words.consent.purposes))].ask.to(language)


def test_who_nobody_can_be_reached_through_is_told_so(person: Newcomer) -> None:
    person.desk = duty.desk(connected=frozenset())
    person.enrols()
    assert person.texts()[1] == person.words.welcome.nobody.to("en")


def test_no_hours_are_claimed_where_none_are_staffed(person: Newcomer) -> None:
    person.desk = duty.desk(staffed={})
    person.enrols()
    assert person.texts()[1] == person.words.welcome.no_hours.to("en")


def test_days_with_the_same_hours_are_said_together(person: Newcomer) -> None:
    week = {"monday": "08:30-20:00", "tuesday": "08:30-20:00", "wednesday": "08:30-20:00", "friday": "12:00-24:00"}
    person.desk = duty.desk(staffed=week)
    assert person.reception.hours("en") == "Monday to Wednesday 8:30 AM–8:00 PM; Friday 12:00 PM–12:00 AM"
    assert person.reception.hours("es") == "de lunes a miércoles 8:30–20:00; viernes 12:00–24:00"


# Codes that do not work


def wrong(person: Newcomer, made: Invitation, clock: Clock) -> str:
    return made.code[:-1] + ("a" if made.code[-1] != "a" else "b")


def used(person: Newcomer, made: Invitation, clock: Clock) -> str:
    Newcomer(person.database, "another").opens(made.code)
    return made.code


def used_by_who_has_left(person: Newcomer, made: Invitation, clock: Clock) -> str:
    Newcomer(person.database, "another").opens(made.code)
    Newcomer(person.database, "third").opens(enrolment.invite_again(person.database, made.participant_id).code)
    return made.code


def expired(person: Newcomer, made: Invitation, clock: Clock) -> str:
    clock.move(days=7)
    return made.code


def revoked(person: Newcomer, made: Invitation, clock: Clock) -> str:
    enrolment.invite_again(person.database, made.participant_id)
    return made.code


def erased(person: Newcomer, made: Invitation, clock: Clock) -> str:
    other = Newcomer(person.database, "another")
    other.opens(made.code)
    code = enrolment.invite_again(person.database, made.participant_id).code
    other.types("delete")
    other.presses("Erase everything")
    return code


def fingerprint(person: Newcomer, made: Invitation, clock: Clock) -> str:
    """What somebody finds who reads the database."""
    with person.database.reading() as tx:
        return str(tx.run(text("SELECT hex(code_hash) FROM enrolment")).scalar_one())


def other_case(person: Newcomer, made: Invitation, clock: Clock) -> str:
    return made.code.swapcase()


def padded(person: Newcomer, made: Invitation, clock: Clock) -> str:
    return made.code + "x"


def huge(person: Newcomer, made: Invitation, clock: Clock) -> str:
    return made.code * 128


def odd(person: Newcomer, made: Invitation, clock: Clock) -> str:
    return "' OR 1=1 --\u202e\U0001f600"


def empty(person: Newcomer, made: Invitation, clock: Clock) -> str:
    return ""


BAD = [wrong, used, used_by_who_has_left, expired, revoked, erased, fingerprint, other_case, padded, huge, odd, empty]


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_codes_that_do_not_work_are_answered_alike_and_leave_nothing(
    person: Newcomer, clock: Clock, make: Callable[[Newcomer, Invitation, Clock], str]
) -> None:
    code = make(person, invitation(person.database), clock)
    before = rows(person.database)
    begun = person.opens(code)
    assert begun.chat is None
    assert person.texts() == [
        person.words.stranger.refused.to("en"),
        person.reception.contacts(person.words.stranger.contacts, "en")["text"],
    ]
    assert "988" in person.texts()[1]
    assert rows(person.database) == {**before, "enrolment_attempt": before.get("enrolment_attempt", 0) + 1}


def test_a_link_works_until_its_last_moment(person: Newcomer, clock: Clock) -> None:
    made = invitation(person.database, days=2)
    clock.move(days=2, seconds=-1)
    assert person.opens(made.code).chat


def test_the_same_link_again_from_the_same_account_begins_nothing_anew(person: Newcomer) -> None:
    made = invitation(person.database)
    first, before = person.opens(made.code).chat, len(person.outbox())
    again = person.opens(made.code).chat
    assert first is not None
    assert again is not None
    assert again.id == first.id
    assert person.outbox()[before]["text"] == person.words.already.to("en")


def test_a_bound_account_cannot_become_another_participant_and_learns_nothing_of_codes(person: Newcomer) -> None:
    chat, others = person.enrols(), invitation(person.database, "Somebody else")
    answers = []
    for code in (others.code, "wrong"):
        before = len(person.outbox())
        assert person.opens(code).chat == chat
        answers.append(person.outbox()[before:])
    assert answers[0] == answers[1]
    theirs = Newcomer(person.database, "theirs").opens(others.code).chat
    assert theirs is not None, "it was not used up"
    assert theirs.participant_id == others.participant_id


@pytest.mark.parametrize("by", ["link", "command"])
def test_a_new_link_of_ones_own_is_used_up_by_the_account_that_is_bound(person: Newcomer, by: str) -> None:
    chat = person.enrols()
    again = enrolment.invite_again(person.database, chat.participant_id)
    if by == "link":
        person.opens(again.code)
    else:
        person.types("start", again.code)
    assert Newcomer(person.database, "thief").opens(again.code).chat is None


def test_two_accounts_with_one_link_the_first_has_it(database: Database, clock: Clock) -> None:
    made = invitation(database)
    bound = [Newcomer(database, str(number)).opens(made.code).chat is not None for number in range(5)]
    assert bound == [True, False, False, False, False]


# Another account


def test_a_new_account_takes_the_place_of_the_old_one(person: Newcomer) -> None:
    old = person.enrols()
    person.agrees()
    new = Newcomer(person.database, "0815")
    begun = new.opens(enrolment.invite_again(person.database, old.participant_id).code)
    assert begun.chat is not None
    assert (begun.chat.participant_id, begun.left) == (old.participant_id, (old.id,))
    assert person.outbox(old.id)[-1]["text"] == person.reception.say(person.words.moved, "en")
    with person.database.reading() as tx:
        assert chats.find(tx, "telegram", person.address) is None
        left = chats.get(tx, old.id)
        assert left is not None
        assert left.left_at is not None
        assert chats.place_of(tx, old.id) == ("telegram", person.address), "the last word can still be sent there"
    assert new.titles() == ["Show me the menu"], "what was agreed to still holds"


def test_one_can_go_back_to_an_account_that_was_left(person: Newcomer) -> None:
    first = person.enrols()
    for address in ("0815", person.address):
        code = enrolment.invite_again(person.database, first.participant_id).code
        assert Newcomer(person.database, address).opens(code).chat
    assert person.chat.participant_id == first.participant_id
    with person.database.reading() as tx:
        theirs = [chats.get(tx, one) for one in chats.of_participant(tx, first.participant_id)]
    assert [one.left_at is None for one in theirs if one].count(True) == 1


def test_there_is_no_new_link_for_nobody(database: Database) -> None:
    with pytest.raises(NoSuchParticipant):
        enrolment.invite_again(database, "0" * 32)
    assert rows(database).get("enrolment") is None


# Too often


def test_one_account_can_try_only_so_often_and_a_good_link_is_not_used_up_meanwhile(
    person: Newcomer, clock: Clock
) -> None:
    made = invitation(person.database)
    for number in range(ATTEMPTS_OF_ONE):
        person.opens(f"wrong{number}")
        assert person.texts()[0].startswith(REFUSED)
    for code in ("wrong", made.code):
        assert person.opens(code).chat is None
        assert person.texts()[0].startswith(TOO_OFTEN)
        assert "988" in person.texts()[1]
    assert rows(person.database)["enrolment_attempt"] == ATTEMPTS_OF_ONE, "who is refused costs no more rows"
    assert Newcomer(person.database, "another").opens("wrong").bodies[0]["text"].startswith(REFUSED)
    clock.move(hours=1)
    assert person.opens(made.code).chat


def test_all_together_can_try_only_so_often(database: Database, clock: Clock) -> None:
    for number in range(ATTEMPTS_OF_ALL):
        Newcomer(database, str(number)).opens("wrong")
    fresh = Newcomer(database, "fresh")
    fresh.opens("wrong")
    assert fresh.texts()[0].startswith(TOO_OFTEN)
    clock.move(hours=1)
    fresh.opens("wrong")
    assert fresh.texts()[0].startswith(REFUSED)


def test_a_clock_that_was_set_back_locks_nobody_out(person: Newcomer, clock: Clock) -> None:
    for _ in range(ATTEMPTS_OF_ONE):
        person.opens("wrong")
    clock.moment -= timedelta(hours=3)
    person.opens("wrong")
    assert person.texts()[0].startswith(REFUSED)


# Nobody's chat


@pytest.mark.parametrize(("given", "spoken"), [("en", "en"), ("es-MX", "es"), ("ES", "es"), ("fr", "en"), ("", "en")])
def test_a_stranger_is_told_how_to_enrol_and_whom_to_call(person: Newcomer, given: str, spoken: str) -> None:
    how, contacts = (one["text"] for one in enrolment.stranger(person.reception, given))
    assert how == person.words.stranger.text.to(spoken)
    assert all(number in contacts for number in ("988", "911"))
    assert rows(person.database).keys() <= {"key_check"}
