"""Incidents that Rasa's own layer raises, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions import answering
from actions.about_me import TalkToStaff
from actions.context import Context
from actions.menu import Greet
from actions.practising import ValidateScriptForm
from actions.safety import AnswerNo, Goodbye, RaiseIncident
from bot.db import incidents, runs
from bot.db.incidents import IncidentRow
from bot.services.incidents import Level
from bot.services.incidents import raise_incident as raise_by_gateway
from bot.services.people import chat_of_sender
from tests.actions.writing import Person
from tests.services import duty

FOUND = {"verdict": {"kind": "active_ideation", "rule": "frame_7"}}
FOUND_IN_SPANISH = {"verdict": {**FOUND["verdict"], "language": "es"}}
SCREENED = {"metadata": {"screened": True}}


def raised(opened: Context) -> list[IncidentRow]:
    """Oldest first."""
    with opened.database.reading() as tx:
        return incidents.find(tx)[::-1]


def by_gateway(opened: Context, cause: str, level: Level) -> None:
    with opened.database.transaction() as tx:
        chat = chat_of_sender(tx, "somebody")
        raise_by_gateway(tx, opened.desk, chat, cause=cause, kind="imminent", level=level)


def in_spanish(opened: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        answering.people, "chat_of_sender", lambda tx, sender: replace(chat_of_sender(tx, sender), language="es")
    )


# A crisis that Rasa found


async def test_a_crisis_pages_and_says_who_was_told_and_the_programs_number(person: Person, opened: Context) -> None:
    person.about = FOUND
    await person.write(RaiseIncident(), "crisis", "x")
    [incident] = raised(opened)
    assert (incident.kind, incident.rule, incident.level, incident.cause) == (
        "active_ideation",
        "frame_7",
        "page",
        "message:m1",
    )
    [said] = person.responses
    assert said.startswith(opened.desk.texts.who_knows("en", opened.desk.told("active_ideation", incident.opened_at)))
    assert "555-0100" in said


async def test_the_same_message_again_raises_nothing_and_says_the_same(person: Person, opened: Context) -> None:
    await person.write(RaiseIncident(), "crisis", "x")
    said = person.responses
    await person.repeat(RaiseIncident(), "crisis", "x")
    assert person.responses == said
    assert len(raised(opened)) == 1


async def test_a_second_crisis_is_told_in_other_words(person: Person) -> None:
    await person.write(RaiseIncident(), "crisis", "x")
    first = person.responses
    await person.write(RaiseIncident(), "crisis", "y")
    assert person.responses != first


async def test_a_message_without_a_verdict_is_raised_as_unreadable(person: Person, opened: Context) -> None:
    await person.write(RaiseIncident(), "crisis", "x")
    assert raised(opened)[0].kind == "unreadable"


async def test_messages_without_an_id_are_not_taken_for_one(person: Person, opened: Context) -> None:
    person.about = {"message_id": None}
    await person.write(RaiseIncident(), "crisis", "x")
    assert raised(opened)[0].cause not in ("message:", "message:None")


async def test_nobody_connected_is_said(person: Person, opened: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = replace(opened, desk=replace(opened.desk, connected=frozenset()))
    monkeypatch.setattr(answering, "context", lambda: alone)
    await person.write(RaiseIncident(), "crisis", "x")
    assert person.responses[0].startswith("I have not told anybody")


async def test_another_language_gets_its_numbers_too(
    person: Person, opened: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_spanish(opened, monkeypatch)
    await person.write(RaiseIncident(), "crisis", "x")
    assert "llama al 988 y marca 2" in person.responses[0]
    assert len(person.responses) == 2


async def test_a_crisis_is_answered_in_the_language_in_which_it_was_written(person: Person, opened: Context) -> None:
    person.about = FOUND_IN_SPANISH
    await person.write(RaiseIncident(), "crisis", "x")
    assert "llama al 988 y marca 2" in person.responses[0]
    assert raised(opened)[0].language == "es"
    await person.write(Goodbye(), "goodbye", "bye")
    assert "llama al 988 y marca 2" in person.responses[0]


async def test_who_wrote_another_language_is_asked_and_thanked_in_it(person: Person, opened: Context) -> None:
    """Rasa's own question stands before it, in the language of its responses."""
    texts = opened.desk.texts
    person.about = FOUND_IN_SPANISH
    await person.write(RaiseIncident(), "concern", "x")
    assert [one["text"] for one in person.said] == [one["text"] for one in texts.question("es")]
    person.about = {}
    await person.write(AnswerNo(), "deny", "no")
    assert [one["text"] for one in person.said] == [one["text"] for one in texts.no_thanks("es", script_paused=False)]


# The script


async def test_the_script_stands_still_and_does_not_go_on_by_itself(person: Person, opened: Context) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="thought_record")
    await person.write(form, text="5")
    person.slots |= {"offered": "five_senses", "answer": "the words"}
    await person.write(RaiseIncident(), "crisis", "x")
    assert {person.slots[name] for name in ("answer", "requested_slot", "outcome", "offered")} == {None}
    with opened.database.reading() as tx:
        [row] = runs.find(tx)
        assert row.status == "paused"
        assert [answer.text for answer in runs.answers(tx, row.id)] == ["5"]
    await person.write(form, "affirm", "yes")
    assert person.slots["outcome"] == "nothing"


async def test_a_form_that_stayed_open_by_mistake_takes_no_answer(person: Person, opened: Context) -> None:
    """The tracker of the crisis turn may be lost while the run in the database stands still."""
    form = ValidateScriptForm()
    await person.write(form, "practise", script="thought_record")
    await person.write(RaiseIncident(), "crisis", "x")
    person.slots["requested_slot"] = "answer"
    await person.write(form, "greet", "hello")
    assert person.slots["outcome"] == "away"
    with opened.database.reading() as tx:
        assert runs.find(tx)[0].status == "paused"


async def test_it_can_be_gone_on_with_when_asked_for(person: Person) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="thought_record")
    await person.write(RaiseIncident(), "crisis", "x")
    await person.write(Greet(), "greet")
    assert person.responses == ["utter_offer_to_go_on"]
    await person.write(form, "resume")
    assert person.slots["requested_slot"] == "answer"


# What the gateway has raised


async def test_what_the_gateway_raised_is_not_raised_again_and_nothing_is_said(person: Person, opened: Context) -> None:
    person.about = SCREENED
    by_gateway(opened, "message:m1", Level.PAGE)
    await person.write(RaiseIncident(), "crisis", "/crisis")
    by_gateway(opened, "message:m2", Level.CHECK)
    await person.write(RaiseIncident(), "concern", "/concern")
    assert [row.cause for row in raised(opened)] == ["message:m1", "message:m2"]
    assert person.said == []


async def test_an_answer_that_the_gateway_took_for_a_crisis_is_its_check_become_a_page(
    person: Person, opened: Context
) -> None:
    person.about = SCREENED
    by_gateway(opened, "message:earlier", Level.CHECK)
    with opened.database.transaction() as tx:
        duty.incidents.raise_to_page(tx, opened.desk, incidents.find(tx)[0].id, "other")
    await person.write(RaiseIncident(), "crisis", "/crisis")
    assert [row.cause for row in raised(opened)] == ["message:earlier"]


async def test_a_crisis_that_the_gateway_lost_is_raised_here(person: Person, opened: Context) -> None:
    person.about = SCREENED
    await person.write(RaiseIncident(), "crisis", "/crisis")
    assert [row.cause for row in raised(opened)] == ["message:m1"]


async def test_what_only_rasa_found_in_a_judged_message_is_raised(person: Person, opened: Context) -> None:
    person.about = SCREENED | FOUND
    by_gateway(opened, "message:earlier", Level.PAGE)
    await person.write(RaiseIncident(), "crisis", "words")
    assert [row.cause for row in raised(opened)] == ["message:earlier", "message:m1"]


# The direct question


async def test_a_concern_is_a_check_and_pages_nobody(person: Person, opened: Context) -> None:
    person.about = FOUND
    await person.write(RaiseIncident(), "concern", "x")
    assert raised(opened)[0].level == "check"
    assert person.said == []


async def test_a_second_concern_within_a_day_pages_and_says_so(person: Person, opened: Context) -> None:
    await person.write(RaiseIncident(), "concern", "x")
    await person.write(AnswerNo(), "deny", "no")
    await person.write(RaiseIncident(), "concern", "y")
    assert [row.level for row in raised(opened)] == ["check", "page"]
    assert len(person.said) == 1


async def test_a_no_is_kept_thanked_for_and_pages_nobody(person: Person, opened: Context) -> None:
    await person.write(RaiseIncident(), "concern", "x")
    await person.write(AnswerNo(), "deny", "no")
    [incident] = raised(opened)
    assert (incident.level, incident.answered) == ("check", "no")
    assert person.responses[0].startswith("Thank you for answering")


async def test_any_other_answer_makes_the_check_a_page(person: Person, opened: Context) -> None:
    await person.write(RaiseIncident(), "concern", "x")
    await person.write(RaiseIncident(), "affirm", "yes")
    [incident] = raised(opened)
    assert (incident.level, incident.answered, incident.cause) == ("page", "other", "message:m1")
    assert len(person.said) == 1


# A person is wanted; goodbye


async def test_who_asks_for_a_person_gets_numbers_and_staff_are_paged(person: Person, opened: Context) -> None:
    await person.write(TalkToStaff(), "talk_to_staff")
    [incident] = raised(opened)
    assert (incident.kind, incident.level, incident.cause) == ("person_wanted", "page", "message:m1")
    told = opened.desk.told("person_wanted", incident.opened_at)
    assert person.said[-1]["text"] == opened.desk.texts.who_knows("en", told)
    assert all(number in person.responses[0] for number in ("988", "911", "555-0100"))


async def test_nobody_is_said_goodbye_to_while_an_alert_is_open(person: Person, opened: Context) -> None:
    await person.write(RaiseIncident(), "crisis", "x")
    await person.write(Goodbye(), "goodbye", "bye")
    assert "988" in person.responses[0]
    assert "utter_goodbye" not in person.responses
