from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.escalation.texts import SafetyTexts, load_texts, variant
from bot.escalation.told import Told
from bot.scripts.yaml_lines import ContentError
from bot.settings import ROOT

FILE = ROOT / "data" / "safety" / "texts.yml"
PHONE = "555-0100"
TOLD = [Told("nobody"), Told("staffed"), Told("after_hours", "Monday at 8:00 AM"), Told("drill")]
LANGUAGES = ["en", "es"]


@pytest.fixture(scope="module")
def texts() -> SafetyTexts:
    return load_texts(FILE, PHONE)


def words(bodies: list[dict[str, Any]]) -> list[str]:
    return [body["text"] for body in bodies]


# The safety reply


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.state)
def test_a_safety_reply_is_three_short_messages_with_all_numbers(texts: SafetyTexts, language: str, told: Told) -> None:
    for already in range(6):
        said = words(texts.safety_reply(language, told, already, plan=False))
        assert len(said) == 3
        assert all(len(text) < 320 for text in said)
        assert all(number in " ".join(said) for number in ("988", "911", PHONE))


def test_the_numbers_are_those_of_the_language(texts: SafetyTexts) -> None:
    english = " ".join(words(texts.safety_reply("en", TOLD[0], 0, plan=False)))
    spanish = " ".join(words(texts.safety_reply("es", TOLD[0], 0, plan=False)))
    assert "call 988, text 988, or chat at 988lifeline.org/chat" in english
    assert "llama al 988 y marca 2, envía AYUDA por mensaje de texto al 988" in spanish


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.state)
def test_no_message_of_a_safety_reply_repeats_the_one_before_word_for_word(
    texts: SafetyTexts, language: str, told: Told
) -> None:
    replies = [words(texts.safety_reply(language, told, already, plan=True)) for already in range(12)]
    for before, after in pairwise(replies):
        assert all(one != other for one, other in zip(before, after, strict=True))


def test_after_the_last_wording_the_last_two_take_turns() -> None:
    assert [variant("abc", already) for already in range(7)] == list("abcbcbc")


def test_without_a_number_of_the_program_none_is_named() -> None:
    said = words(load_texts(FILE).safety_reply("en", TOLD[0], 0, plan=False))
    assert "Your program" not in " ".join(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_is_offered_to_those_who_have_one(texts: SafetyTexts, language: str) -> None:
    with_plan = texts.safety_reply(language, TOLD[1], 0, plan=True)
    without = texts.safety_reply(language, TOLD[1], 0, plan=False)
    assert with_plan[-1]["buttons"][0]["payload"] == "/safety_plan"
    assert [body["buttons"] for body in without] == [[], [], []]


def test_nobody_connected_is_said_plainly_and_no_alert_is_claimed(texts: SafetyTexts) -> None:
    for already in range(4):
        said = texts.who_knows("en", Told("nobody"), already).casefold()
        assert "no staff can be reached" in said
        assert "alert" not in said


def test_after_hours_names_the_time_or_says_that_it_is_not_known(texts: SafetyTexts) -> None:
    for already in range(2):
        assert "Monday at 8:00 AM" in texts.who_knows("en", Told("after_hours", "Monday at 8:00 AM"), already)
        assert "I do not know when" in texts.who_knows("en", Told("after_hours"), already)


def test_a_drill_is_called_a_drill(texts: SafetyTexts) -> None:
    assert all("DRILL" in texts.who_knows("en", Told("drill"), already) for already in range(3))


# The question and what follows


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_direct_question_with_three_answers_and_the_contacts_before_it(texts: SafetyTexts, language: str) -> None:
    before, asked = texts.question(language)
    assert "988" in before["text"]
    assert "911" in before["text"]
    assert before["buttons"] == []
    assert asked["text"].count("?") == 1
    assert [button["title"] for button in asked["buttons"]] == [button["payload"] for button in asked["buttons"]]
    assert [texts.is_plain_no(button["title"]) for button in asked["buttons"]] == [False, True, False]


def test_the_question_says_when_nobody_can_be_reached(texts: SafetyTexts) -> None:
    assert "No staff can be reached" in texts.question("en", Told("nobody"))[0]["text"]
    assert "No staff can be reached" not in texts.question("en", Told("staffed"))[0]["text"]


def test_a_no_with_a_paused_script_says_how_to_go_on(texts: SafetyTexts) -> None:
    assert [b["payload"] for b in texts.no_thanks("en", script_paused=True)[-1]["buttons"]] == [
        "/resume",
        "/list_exercises",
    ]
    assert [b["payload"] for b in texts.no_thanks("en", script_paused=False)[-1]["buttons"]] == ["/list_exercises"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["silence", "seen", "follow_up", "not_read", "before_you_go"])
def test_what_else_is_said_names_the_contacts(texts: SafetyTexts, language: str, name: str) -> None:
    said = " ".join(words(getattr(texts, name)(language)))
    assert "988" in said
    assert "911" in said


def test_who_asks_for_a_person_gets_numbers_then_who_was_told(texts: SafetyTexts) -> None:
    numbers, who = words(texts.person_wanted("en", Told("staffed")))
    assert all(number in numbers for number in ("988", "911", PHONE))
    assert who == texts.who_knows("en", Told("staffed"))


def test_an_unknown_language_gets_english(texts: SafetyTexts) -> None:
    assert texts.seen("fr") == texts.seen("en")


# A plain no


@pytest.mark.parametrize(
    "text",
    ["no", "No.", "NO!!", "nope", "No, I'm not", "no im not", "No, I\u2019m not.", "no, i am fine",
     "nah", "Not at all.", "no, estoy bien", "No. Estoy bien.", "NO, ESTOY BIEN", "para nada", "¡No!", "  no  "],
)  # fmt: skip
def test_a_plain_no_is_one(texts: SafetyTexts, text: str) -> None:
    assert texts.is_plain_no(text)


@pytest.mark.parametrize(
    "text",
    ["no but i want to", "not really", "I don't know", "no?", "not sure", "maybe", "no sé", "no lo sé", "no estoy bien",
     "no i'm not ok", "not now", "no not today", "yes", "sí", "", "no 😭", "no puedo más", "no one would care",
     "nothing", "i said no", "no no puedo", "n"],
)  # fmt: skip
def test_what_is_not_certainly_a_no_is_none(texts: SafetyTexts, text: str) -> None:
    assert not texts.is_plain_no(text)


# To staff


@pytest.mark.parametrize("name", ["notice", "reminder"])
def test_staff_get_an_id_and_a_link(texts: SafetyTexts, name: str) -> None:
    title, body = getattr(texts, name)("ab12", "https://staff.example/ab12", False)
    assert "ab12" in title
    assert "https://staff.example/ab12" in body
    assert "DRILL" not in title + body


@pytest.mark.parametrize("name", ["notice", "reminder"])
def test_a_drill_says_so_in_front_of_title_and_body(texts: SafetyTexts, name: str) -> None:
    title, body = getattr(texts, name)("ab12", "https://staff.example/ab12", True)
    assert title.startswith("DRILL: ")
    assert body.startswith("DRILL: ")


def test_an_alarm_names_what_is_wrong(texts: SafetyTexts) -> None:
    assert "worker" in texts.alarm("worker").body
    assert texts.alarm_over().title


# Faults in the file


def faults(tmp_path: Path, change: Callable[[Any], None]) -> list[str]:
    yaml = YAML()
    data = yaml.load(FILE.read_text())
    change(data)
    path = tmp_path / "texts.yml"
    with path.open("w") as file:
        yaml.dump(data, file)
    with pytest.raises(ContentError) as raised:
        load_texts(path)
    return [str(problem) for problem in raised.value.problems]


def line_holding(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if line.startswith(text))


def test_a_fault_names_file_and_line(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, lambda data: data["seen"].update(en="Seen by {name}."))
    path = tmp_path / "texts.yml"
    assert fault.startswith(f"{path}:{line_holding(path, 'seen:')}: `seen` uses {{name}} (en)")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda data: data["silence"].pop("es"), "lacks the language es"),
        (lambda data: data["not_read"].update(en="Call 988 or 911."), "lacks {crisis} (en)"),
        (lambda data: data["safety_reply"][0]["opening"].update(es="Hola."), "lacks {emergency} (es)"),
        (lambda data: data["told"]["after_hours"][0].update(en="Later."), "lacks {at} (en)"),
        (lambda data: data["told"]["staffed"].pop(), "two wordings or more"),
        (lambda data: data["safety_reply"].append(data["safety_reply"][0]), "no two alike"),
        (lambda data: data.update(country="XX"), "'XX', which `country` names"),
        (lambda data: data.pop("seen"), "`seen` is missing"),
        (lambda data: data["staff"]["chat"].pop("resolve"), "`resolve` is missing"),
        (lambda data: data["staff"]["chat"]["taken"].update(en="Taken."), "lacks {at} (en)"),
        (lambda data: data["staff"]["chat"]["back"].update(es="x" * 41), "longer than 40 letters (es)"),
        (lambda data: data["staff"]["chat"]["answers"]["stale"].update(en="x" * 121), "longer than 120 letters (en)"),
        (lambda data: data["staff"]["chat"]["notes"].append({"en": "False alarm", "es": "x"}), "no two alike"),
        (lambda data: data["staff"]["chat"].update(notes=[]), "needs two to 8 notes"),
        (lambda data: data.update(sean="x"), "`sean` does not belong here"),
        (lambda data: data["question"]["no"].update(en="Not at the moment"), "the button for a no"),
        (lambda data: data["plain_no"]["en"].append("I am not sure"), "a button of the question that is not the no"),
    ],
)
def test_what_must_be_there_must_be_there(tmp_path: Path, change: Callable[[Any], None], complaint: str) -> None:
    assert any(complaint in fault for fault in faults(tmp_path, change))
