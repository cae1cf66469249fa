"""The screen of this checkout, on any input."""

from __future__ import annotations

import gc
import itertools
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.lexicon_file import read_file
from bot.safety.limits import Limit, TooSlow
from bot.safety.schema import Frame, Kind
from bot.safety.screen import (
    FAILED,
    LEXICON_FILE,
    MOST_CHARACTERS,
    TOO_LONG,
    TOO_SLOW,
    Screen,
    check_lexicon,
    load_screen,
)
from bot.safety.second_screen import PLACES, URGENT, Features, SecondScreen
from bot.safety.verdict import Outcome
from bot.scripts.yaml_lines import ContentError
from bot.settings import ROOT
from tests.guards import guard_of_checkout
from tests.safety.heads import flat_head

FOLDER = ROOT / "data" / "safety"
FRAMES = read_file(FOLDER / LEXICON_FILE).frames
CRISES = [(frame, text) for frame in FRAMES for text in frame.fires]
HARMLESS = [
    "The weather was nice today.",
    "I watched a film about a bank robbery.",
    "Anyway, which exercise is next?",
    "My shoes are killing me.",
    "lol jk",
    "I am not hungry.",
    "Gracias por preguntar.",
    "Two years ago I moved here and all is well now.",
]
OF_SOMETHING_ELSE = [
    "I watched a film about a bank robbery",
    "I read the news",
    "two years ago I moved here",
    "what time is the group tomorrow",
    "thanks for asking",
    "I am not hungry",
    "dinner was chicken",
    "nice weather today",
    "long day at work",
    "no news from the landlord",
    "it was raining all day",
    "that series is so good",
    "my sister is visiting on Saturday",
    "she watched a film about a bank",
    "he was late again",
    "his course starts in May",
    "her brother lost at chess",
    "when I got home the cat was asleep",
    "ayer vi una película de un banco",
    "el autobús llegó tarde",
    "mi hermana viene el sábado",
]
ANY_TEXT = st.text(max_size=400) | st.text("abcdeiklmnorstu '!@*013.-\n", max_size=400)


@pytest.fixture(scope="module")
def screen() -> Screen:
    return guard_of_checkout().screen


def test_every_example_of_the_lexicon_holds() -> None:
    assert check_lexicon(FOLDER) > 50


@given(text=ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_no_input_makes_it_fail(text: str) -> None:
    verdict = guard_of_checkout().screen.judge(text)
    assert verdict.rule not in (FAILED,)
    if verdict.span:
        assert 0 <= verdict.span[0] < verdict.span[1] <= len(text)


@given(start=st.sampled_from([text for _, text in CRISES]), more=ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_what_follows_in_another_sentence_never_lowers_it(start: str, more: str) -> None:
    screen = guard_of_checkout().screen
    alone = screen.judge(start).outcome
    assert screen.judge(f"{start}. \n{more}").outcome >= alone


@pytest.mark.parametrize("more", HARMLESS)
def test_a_harmless_sentence_never_lowers_a_crisis(screen: Screen, more: str) -> None:
    for _, text in CRISES:
        alone = screen.judge(text).outcome
        assert screen.judge(f"{text}. {more}").outcome >= alone, text
        assert screen.judge(f"{more} {text}").outcome >= alone, text


@pytest.mark.parametrize("joined", ["{}, {}", "{}, and {}", "{} and {}", "{} but {}"])
@pytest.mark.parametrize("number", range(len(OF_SOMETHING_ELSE)))
def test_a_clause_about_something_else_never_lowers_a_crisis(screen: Screen, number: int, joined: str) -> None:
    more = OF_SOMETHING_ELSE[number]
    for _, text in CRISES[number % 6 :: 6]:
        alone, said = screen.judge(text).outcome, text.rstrip(".!?… ")
        assert screen.judge(joined.format(said, more)).outcome >= alone, text
        assert screen.judge(joined.format(more, said)).outcome >= alone, text


def zero_width(text: str) -> str:
    return "\u200b".join(text)


def look_alike(text: str) -> str:
    return text.translate(str.maketrans("aeiopcxy", "аеіорсху"))


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def marked(text: str) -> str:
    return "".join(f"{sign}\u0301" if sign.isalpha() else sign for sign in text)


TELLING = re.compile(r"\b(?:kill|suicid|die|dead|end|hurt|cut|overdose|pill|matar|morir|muert)\w*", re.IGNORECASE)
"""Words that people hide."""


def leet(text: str) -> str:
    return TELLING.sub(lambda word: word[0].lower().translate(str.maketrans("aeiost", "431057")), text)


def dotted(text: str) -> str:
    return TELLING.sub(lambda word: ".".join(word[0]), text)


def drawn_out(text: str) -> str:
    return TELLING.sub(lambda word: word[0] + word[0][-1] * 3, text)


def stammered(text: str) -> str:
    return TELLING.sub(lambda word: word[0][0] + word[0][1] * 3 + word[0][2:], text)


DISGUISES: list[Callable[[str], str]] = [
    str.upper,
    zero_width,
    look_alike,
    full_width,
    marked,
    leet,
    dotted,
    drawn_out,
    stammered,
    lambda text: text.replace("'", "’"),
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace(" ", "\n"),
    lambda text: f"{text} 😂😂😂 lol jk",
]


@pytest.mark.parametrize("disguise", DISGUISES, ids=range(len(DISGUISES)))
def test_a_disguise_never_turns_a_listed_crisis_into_nothing(screen: Screen, disguise: Callable[[str], str]) -> None:
    hidden = [text for _, text in CRISES if screen.judge(disguise(text)).outcome is Outcome.NONE]
    assert hidden == []


def test_digits_for_all_letters_hide_next_to_nothing(screen: Screen) -> None:
    """What has one such word alone, and a number beside it that means one, is not told from a number."""
    digits = str.maketrans("aeiost", "431057")
    hidden = [text for _, text in CRISES if screen.judge(text.translate(digits)).outcome is Outcome.NONE]
    assert len(hidden) <= 4


@pytest.mark.parametrize("frame", [one for one in FRAMES if one.outcome is Outcome.PAGE], ids=lambda one: one.id)
def test_what_a_frame_pages_for_is_never_less_than_a_check(screen: Screen, frame: Frame) -> None:
    assert all(screen.judge(text).outcome is not Outcome.NONE for text in frame.fires)


@pytest.mark.parametrize("frame", [one for one in FRAMES if one.outcome is Outcome.PAGE], ids=lambda one: one.id)
def test_danger_that_cannot_wait_or_is_said_outright_needs_no_second_screen(screen: Screen, frame: Frame) -> None:
    urgent = frame.kind in URGENT or "outright" in frame.id
    assert frame.outcome_alone is (Outcome.PAGE if urgent else Outcome.CHECK)
    if urgent:
        assert all(Screen(screen.lexicon).judge(text).outcome is Outcome.PAGE for text in frame.fires)


def _fails(*_: object) -> object:
    raise RuntimeError("broken")


def test_a_judgement_that_takes_too_long_is_a_page(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.safety.screen._GIVES_UP", -1.0)
    verdict = screen.judge("hello")
    assert (verdict.outcome, verdict.rule) == (Outcome.PAGE, TOO_SLOW)


def test_a_screen_that_fails_is_a_page(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.safety.screen.read", _fails)
    verdict = screen.judge("hello")
    assert (verdict.outcome, verdict.rule) == (Outcome.PAGE, FAILED)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I want to die tonight", "en"),
        ("i w4nt to k1ll mys3lf", "en"),
        ("ya no quiero seguir viviendo", "es"),
        ("v0y a m4tarme esta n0che", "es"),
        ("suicidal", None),
    ],
)
def test_the_language_of_a_crisis_is_told_where_it_is_clear(screen: Screen, text: str, language: str | None) -> None:
    verdict = screen.judge(text)
    assert (verdict.outcome is Outcome.NONE, verdict.language) == (False, language)


def test_of_what_was_not_judged_the_language_is_told_by_its_beginning(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("bot.safety.screen._GIVES_UP", -1.0)
        slow = screen.judge("hoy me senté en la cocina y no pude comer nada")
    assert (slow.rule, slow.language) == (TOO_SLOW, "es")
    long = screen.judge("hoy me senté en la cocina y comí un poco de pan\n" * 200)
    assert (long.rule, long.language) == (TOO_LONG, "es")


def test_a_language_that_cannot_be_read_is_not_told(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.safety.screen.read", _fails)
    monkeypatch.setattr("bot.safety.screen.read_meant", _fails)
    verdict = screen.judge("I want to die")
    assert (verdict.rule, verdict.language) == (FAILED, None)


ORDINARY = "I had soup for lunch. Then I walked to the park. It was sunny."


def a_clock_that_moves(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """By so much between any two looks at it, none of which is the screen's own work."""
    moments = itertools.count(0, seconds)
    busy = SimpleNamespace(thread_time=time.thread_time, monotonic=lambda: next(moments))
    monkeypatch.setattr("bot.safety.limits.time", busy)


def test_what_else_the_machine_does_makes_no_crisis(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    a_clock_that_moves(monkeypatch, 0.04)
    assert screen.judge(ORDINARY).outcome is Outcome.NONE


def test_nobody_waits_long_on_a_machine_that_is_busy(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    a_clock_that_moves(monkeypatch, 0.5)
    assert screen.judge(ORDINARY).rule == TOO_SLOW


def test_time_is_looked_at_between_sentences(screen: Screen) -> None:
    from bot.safety.reading import read

    with pytest.raises(TooSlow):
        read("one. two three.", screen.lexicon, Limit.of(-1, 1))


@pytest.mark.parametrize("place", [0, 2_000, 500_000])
def test_of_a_very_long_text_beginning_and_end_are_read(
    screen: Screen, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.safety.screen._GIVES_UP", 30.0)
    filler = "I had tea. " * 50_000
    text = f"{filler[:place]} I want to kill myself. {filler[place:]}"
    assert screen.judge(text).outcome >= Outcome.CHECK
    end = f"{filler} I want to kill myself"
    verdict = screen.judge(end)
    assert verdict.outcome is Outcome.PAGE
    assert verdict.span
    assert "myself" in end[slice(*verdict.span)]


def test_a_text_too_long_to_read_whole_is_never_nothing(screen: Screen) -> None:
    verdict = screen.judge("I had tea. " * MOST_CHARACTERS)
    assert (verdict.outcome, verdict.rule) == (Outcome.CHECK, TOO_LONG)


def test_the_collector_works_on_after_a_screen_could_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        load_screen(tmp_path)
    assert gc.isenabled()


def test_the_collector_does_not_look_through_the_screen_again(screen: Screen) -> None:
    assert gc.get_freeze_count() > 0
    assert not any(one is screen.lexicon for one in gc.get_objects())


def second(kind: Kind | None, bias: float) -> SecondScreen:
    return SecondScreen(
        (flat_head(kind, bias),),
        Features(np.ones(PLACES, np.float32), {}),
        "nothing",
        suspicion=0.0,
    )


@pytest.mark.parametrize(("kind", "reached"), [(None, Outcome.CHECK), ("imminent", Outcome.PAGE)])
def test_the_second_screen_only_raises(screen: Screen, kind: Kind | None, reached: Outcome) -> None:
    eager, shy = Screen(screen.lexicon, second(kind, 1.0)), Screen(screen.lexicon, second(kind, -1.0))
    texts = random.Random(1).sample([text for _, text in CRISES], 30) + HARMLESS
    for text in texts:
        alone = Screen(screen.lexicon).judge(text)
        assert shy.judge(text) == alone
        assert eager.judge(text).outcome >= max(alone.outcome, reached)


def test_what_the_second_screen_raises_names_its_rule_and_kind(screen: Screen) -> None:
    paged = Screen(screen.lexicon, second("overdose", 1.0)).judge("I had tea")
    assert (paged.outcome, paged.kind, paged.rule) == (Outcome.PAGE, "overdose", "second_screen.overdose")
    asked = Screen(screen.lexicon, second(None, 1.0)).judge("I had tea")
    assert (asked.outcome, asked.kind, asked.rule) == (Outcome.CHECK, None, "second_screen")
