"""The participant sees the brief first: after a preparation or by asking, with a button for each line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.briefs import BriefPrepared, HoldBack, LeaveBrief, ShowBrief
from actions.context import Context
from actions.practising import ValidateScriptForm
from bot.db import consents, sessions
from bot.db.chats import Chat
from bot.db.ids import now
from bot.services import people
from bot.services.briefs import StaffBrief, brief_for_staff
from tests.actions.writing import Person


def chat_of(opened: Context) -> Chat:
    with opened.database.transaction() as tx:
        return people.chat_of_sender(tx, "somebody")


def staff_see(opened: Context) -> StaffBrief:
    chat = chat_of(opened)
    with opened.database.transaction() as tx:
        return brief_for_staff(tx, opened.briefs, chat.participant_id, "group")


async def prepare(person: Person, script: str = "session_prep_group") -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script=script)
    for text in ("box breathing", "I stayed", "to listen", "my brother"):
        await person.write(form, text=text)
    await person.write(form, text="Share with my therapist")


async def press(person: Person, title: str) -> None:
    """Tap the button of this title, as Rasa hands it on."""
    [payload] = [b["payload"] for message in person.said for b in message["buttons"] if b["title"] == title]
    intent, _, entities = payload.removeprefix("/").partition("{")
    actions = {"hold_back": HoldBack, "leave_brief": LeaveBrief, "show_brief": ShowBrief}
    await person.write(actions[intent](), intent, payload, **json.loads("{" + entities))


def titles(person: Person) -> list[str]:
    return [button["title"] for message in person.said for button in message["buttons"]]


@pytest.fixture
def agreed(opened: Context) -> Context:
    chat = chat_of(opened)
    with opened.database.transaction() as tx:
        consents.add(tx, chat.participant_id, "care_team", "v1", True)
    return opened


async def test_a_preparation_ends_in_the_brief(person: Person, agreed: Context) -> None:
    await prepare(person)
    assert person.slots["outcome"] == "prepared"
    await person.write(BriefPrepared(), text="Share with my therapist")
    intro, lines, how = person.responses
    assert "group session" in intro
    assert "first" in intro
    assert lines.splitlines()[0] == "Prepared answers"
    assert [line.partition(".")[0] for line in lines.splitlines()[1:]] == ["1", "2", "3", "4"]
    assert "— my brother" in lines
    assert how.startswith("To keep a line out")
    assert titles(person) == ["Keep out 1", "Keep out 2", "Keep out 3", "Keep out 4", "Leave all as it is"]
    assert len(staff_see(agreed).items) == 4


async def test_after_a_script_that_prepares_no_session_nothing_is_said(person: Person, agreed: Context) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="after_session")
    for text in ("rest", "No, not this time", "Keep for myself"):
        await person.write(form, text=text)
    assert person.slots["outcome"] == "prepared"
    await person.write(BriefPrepared())
    assert person.said == []


async def test_a_line_is_kept_out_and_put_back(person: Person, agreed: Context) -> None:
    await prepare(person)
    await person.write(BriefPrepared())
    await press(person, "Keep out 4")
    assert person.responses == ["Kept out: 4. Tap to change it, or tap Done."]
    assert titles(person) == ["Keep out 1", "Keep out 2", "Keep out 3", "Put back 4", "Done"]
    assert (len(staff_see(agreed).items), staff_see(agreed).held_back) == (3, 1)
    await press(person, "Keep out 2")
    assert person.responses == ["Kept out: 2, 4. Tap to change it, or tap Done."]
    await press(person, "Put back 4")
    await press(person, "Done")
    assert person.responses == ['All right. Kept out: 2. Write "my brief" to see it again or change it.']
    assert person.buttons == []
    assert staff_see(agreed).held_back == 1


async def test_all_is_left_as_it_is(person: Person, agreed: Context) -> None:
    await prepare(person)
    await person.write(BriefPrepared())
    await press(person, "Leave all as it is")
    assert person.responses == ['All right. All lines are in it. Write "my brief" to see it again.']


async def test_numbers_stay_when_something_comes_up_meanwhile(person: Person, agreed: Context) -> None:
    await prepare(person)
    await person.write(BriefPrepared())
    shown = person.said
    form = ValidateScriptForm()
    await person.write(form, "practise", script="after_session")
    for text in ("rest", "No, not this time", "Share with my therapist"):
        await person.write(form, text=text)
    person.said = shown
    await press(person, "Keep out 4")
    assert len(titles(person)) == 5
    assert (len(staff_see(agreed).items), staff_see(agreed).newer) == (3, 2)


async def test_asked_for_it_is_that_of_the_one_kind_of_session_to_come(person: Person, agreed: Context) -> None:
    chat = chat_of(agreed)
    with agreed.database.transaction() as tx:
        for days in (1, 2):
            sessions.add(tx, chat.participant_id, "family", now() + timedelta(days=days), 60)
    await person.write(ShowBrief(), "show_brief", "show me my brief")
    assert person.responses[0].startswith("There is nothing in the brief for your next family session yet.")


async def test_asked_for_it_asks_back_where_several_can_be_meant(person: Person, agreed: Context) -> None:
    await prepare(person)
    await person.write(ShowBrief(), "show_brief", "show me my brief")
    assert person.responses == ["Which session is it about?"]
    assert titles(person) == ["Group session", "One-on-one session", "Family session", "Prescriber visit"]
    await press(person, "Group session")
    assert "— my brother" in person.responses[1]


async def test_a_button_of_a_brief_that_is_over_changes_nothing(person: Person, agreed: Context) -> None:
    await prepare(person)
    await person.write(BriefPrepared())
    chat = chat_of(agreed)
    with agreed.database.transaction() as tx:
        sessions.add(tx, chat.participant_id, "group", now() - timedelta(seconds=61), 1)
    shown = person.said
    for title in ("Keep out 1", "Leave all as it is"):
        person.said = shown
        await press(person, title)
        assert person.responses == ['That brief is over. Write "my brief" for the one of now.']


@pytest.mark.parametrize("entities", [{}, {"session": "group"}, {"session": "x", "since": "1"}, {"since": "-1"}])
async def test_a_button_that_nobody_made_changes_nothing(
    person: Person, agreed: Context, entities: dict[str, str]
) -> None:
    await person.write(HoldBack(), "hold_back", item="answer:1", held="yes", **entities)
    assert person.responses == ['That brief is over. Write "my brief" for the one of now.']


async def test_long_answers_are_cut_and_it_is_said_so(person: Person, agreed: Context) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="session_prep_group")
    for text in ("words " * 600, "skip", "skip", "skip", "Share with my therapist"):
        await person.write(form, text=text.strip())
    await person.write(BriefPrepared())
    assert all(len(text) < 1000 for text in person.responses)
    assert "…" in person.responses[1]
    assert "cut short" in person.responses[2]


async def test_what_is_kept_is_counted_and_missing_consent_is_said(person: Person, opened: Context) -> None:
    form = ValidateScriptForm()
    await person.write(form, "practise", script="session_prep_group")
    for text in ("one", "skip", "skip", "three", "Keep for myself"):
        await person.write(form, text=text)
    await person.write(BriefPrepared())
    [said] = person.responses
    assert "keep for yourself: 2." in said
    assert "sees none of this" in said
    assert person.buttons == []


async def test_in_spanish(person: Person, agreed: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    await prepare(person)
    chat = chat_of(agreed)
    monkeypatch.setattr(people, "chat_of_sender", lambda tx, sender: replace(chat, language="es"))
    await person.write(BriefPrepared())
    assert person.responses[0].startswith("Este es el resumen para tu próxima sesión de grupo")
    await press(person, "Dejar fuera 1")
    await press(person, "Listo")
    assert person.responses[0].startswith("De acuerdo. Queda fuera: 1.")
