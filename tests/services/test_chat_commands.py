"""The commands that begin with "/", in both languages, and what they do in each state."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.db import participants, runs
from bot.db.database import Database
from bot.db.ids import now
from bot.scripts.commands import Command
from bot.scripts.library import Library
from bot.scripts.runs import RunState
from bot.services.chat_commands import answer_command, commands_for, is_own_button
from bot.services.chat_words import ChatCommand
from tests.clock import Clock
from tests.services.duty import Team
from tests.services.enrolling import Newcomer, chat_words


@pytest.fixture
def person(database: Database, clock: Clock) -> Newcomer:
    one = Newcomer(database)
    one.enrols()
    return one


@pytest.fixture
def agreed(person: Newcomer) -> Newcomer:
    person.agrees()
    return person


def practises(person: Newcomer, status: str = "open") -> None:
    with person.database.transaction() as tx:
        run_id = runs.add(tx, person.chat.participant_id, "tiny", "v1", "own")
        runs.save(tx, run_id, status, RunState("one").as_data())


def reminders_of(person: Newcomer) -> tuple[bool | None, timedelta | None]:
    """Wanted or not, and how long from now they are held back."""
    with person.database.reading() as tx:
        found = participants.get(tx, person.chat.participant_id)
    assert found is not None
    after = found.reminders_after
    return found.wants_reminders, None if after is None else after - now()


@pytest.mark.parametrize("language", ["en", "es"])
def test_telegram_takes_every_command_and_its_description(language: str) -> None:
    listed = commands_for(chat_words(), language)
    assert len(listed) == len(ChatCommand) == len({name for name, _ in listed})
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name, _ in listed)
    assert all(1 <= len(about) <= 256 for _, about in listed)


def test_every_name_of_the_contract_is_there() -> None:
    english = {name for name, _ in commands_for(chat_words(), "en")}
    assert english == {"start", "menu", "stop", "help", "human", "privacy", "export", "delete", "pause"}


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["menu"], "/list_exercises"),
        (["human", "persona", "HUMAN"], "/talk_to_staff"),
        (["help", "ayuda"], "/help"),
        (["stop", "parar"], "stop"),
    ],
)
def test_what_rasa_answers_is_handed_on_whatever_the_language(agreed: Newcomer, names: list[str], order: str) -> None:
    for name in names:
        assert agreed.types(name).order == order
        assert agreed.last is not None
        assert agreed.last.bodies == ()


def test_what_is_handed_on_means_the_same_inside_a_script(library: Library, agreed: Newcomer) -> None:
    practises(agreed)
    expected = {"stop": Command.STOP, "pause": Command.PAUSE, "help": Command.HELP, "human": Command.HUMAN}
    assert {name: library.commands.read(agreed.types(name).order) for name in expected} == expected


def test_the_menu_needs_consent(person: Newcomer) -> None:
    assert person.types("menu").order == ""
    assert person.texts()[0] == person.words.consent.first.to("en")


@pytest.mark.parametrize("name", ["privacy", "export", "delete", "start", "stop", "help", "human"])
def test_what_belongs_to_the_person_works_before_consent(person: Newcomer, name: str) -> None:
    answer = person.types(name)
    assert answer.bodies or answer.order or answer.document
    assert person.words.consent.first.to("en") not in person.texts()


@pytest.mark.parametrize("name", ["exercise", "", "list_exercises", "menu extra", "/menu"])
def test_another_command_is_none_of_ours(person: Newcomer, name: str) -> None:
    with person.database.transaction() as tx:
        assert answer_command(tx, person.reception, person.chat, name) is None


def test_a_script_is_stopped_although_consent_was_taken_back(person: Newcomer) -> None:
    practises(person, "paused")
    assert person.types("stop").order == "stop"


def test_start_says_what_is_open_or_shows_the_menu(person: Newcomer) -> None:
    person.types("start")
    assert person.texts()[0] == person.words.already.to("en")
    assert "Yes, my care team may see it" in person.titles()
    person.agrees()
    person.types("inicio")
    assert person.titles() == ["Show me the menu"]


# /pause


def test_pause_pauses_the_script_in_progress(agreed: Newcomer) -> None:
    practises(agreed)
    assert agreed.types("pausa").order == "pause"


@pytest.mark.parametrize("status", ["paused", "person", "finished", "stopped"])
def test_pause_with_nothing_in_progress_offers_to_snooze_reminders(agreed: Newcomer, status: str) -> None:
    practises(agreed, status)
    assert agreed.types("pause").order == ""
    assert agreed.titles() == ["For a day", "For a week", "No more reminders"]
    assert all(is_own_button(button["payload"]) for button in agreed.seen[-1]["buttons"])


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("For a day", (True, timedelta(days=1))),
        ("For a week", (True, timedelta(days=7))),
        ("No more reminders", (False, None)),
    ],
)
def test_reminders_are_snoozed_or_off_and_can_be_turned_on(
    agreed: Newcomer, title: str, found: tuple[bool, timedelta | None]
) -> None:
    agreed.types("pause")
    agreed.presses(title)
    assert reminders_of(agreed) == found
    agreed.types("pause")
    agreed.presses("Reminders on")
    assert reminders_of(agreed) == (True, None)


def test_a_snooze_that_is_over_is_not_called_a_pause(agreed: Newcomer, clock: Clock) -> None:
    agreed.types("pause")
    agreed.presses("For a day")
    clock.move(days=1)
    agreed.types("pause")
    assert "Reminders on" not in agreed.titles()


# /delete


def test_delete_says_what_goes_and_what_stays_and_asks(agreed: Newcomer) -> None:
    agreed.types("borrar")
    assert agreed.texts() == [agreed.words.delete.ask.to("en")]
    assert agreed.titles() == ["Keep my data", "Erase everything"]
    assert agreed.chat.left_at is None, "asking erases nothing"


def test_keeping_erases_nothing(agreed: Newcomer) -> None:
    agreed.types("delete")
    before = agreed.decisions()
    agreed.presses("Keep my data")
    assert agreed.texts() == ["Nothing was erased."]
    assert agreed.decisions() == before


def test_confirming_erases_and_says_whom_to_call(agreed: Newcomer) -> None:
    agreed.types("delete")
    answer = agreed.presses("Erase everything")
    assert answer.erased
    assert "988" in agreed.texts()[0]
    with pytest.raises(AssertionError):
        _ = agreed.chat


@pytest.mark.parametrize("minutes", [15.1, 60 * 24, -1])
def test_an_old_confirmation_erases_nothing_and_asks_again(agreed: Newcomer, clock: Clock, minutes: float) -> None:
    agreed.types("delete")
    [old] = [b["payload"] for b in agreed.seen[-1]["buttons"] if b["title"] == "Erase everything"]
    clock.move(minutes=minutes)
    assert not agreed.presses_payload(old).erased
    assert agreed.texts() == [agreed.words.delete.late.to("en"), agreed.words.delete.ask.to("en")]
    assert agreed.presses("Erase everything").erased


def test_an_open_alert_is_spoken_of(agreed: Newcomer) -> None:
    row = Team(agreed.database, agreed.chat).raised()
    agreed.types("delete")
    assert agreed.texts()[1] == agreed.words.delete.alert.to("en")
    team = Team(agreed.database, agreed.chat)
    team.resolve(team.acknowledge(row))
    agreed.types("delete")
    assert len(agreed.texts()) == 1
