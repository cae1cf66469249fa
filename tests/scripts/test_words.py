from __future__ import annotations

import re

import pytest

from bot.scripts.plain import plain
from bot.scripts.words import Words


def test_a_single_text_is_english() -> None:
    assert Words.read("Ready?").as_data() == {"en": "Ready?"}


def test_each_language_has_its_own_text() -> None:
    words = Words.read({"en": "Ready?", "es": "¿Listo?"})
    assert (words.to("en"), words.to("es")) == ("Ready?", "¿Listo?")


def test_a_language_without_a_text_gets_the_english_one() -> None:
    assert Words.read("Ready?").to("es") == "Ready?"


def test_words_survive_being_read_again() -> None:
    words = Words.read({"en": "Ready?", "es": "¿Listo?"})
    assert Words.read(words) is words
    assert Words.read(words.as_data()) == words


def test_line_breaks_of_the_file_are_spaces() -> None:
    assert Words.read("one\n  two ").to("en") == "one two"


def test_an_empty_line_stays_a_paragraph() -> None:
    assert Words.read("one\n\ntwo\n").to("en") == "one\n\ntwo"


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (7, 'is 7, not a text; put it in quotes: "7"'),
        (True, 'put it in quotes: "True"'),
        (["one"], "write one text, or one per language"),
        (None, "write one text, or one per language"),
        ({"es": "¿Listo?"}, "has no English text; add `en: …`"),
        ({"en": "Ready?", "fr": "Prêt ?"}, "names the language 'fr'; known are en, es"),
        ({"en": "  "}, "is empty; write what the participant should read"),
        ("", "is empty; write what the participant should read"),
        ({"en": 5}, "is empty; write what the participant should read"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(given: object, advice: str) -> None:
    with pytest.raises(ValueError, match=re.escape(advice)):
        Words.read(given)


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        (" STOP!! ", "stop"),
        ("Don't", "dont"),
        ("don’t", "dont"),
        ("Atrás", "atras"),
        ("yes,please", "yes please"),
        ("🙂", ""),
        ("", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_count(typed: str, bare: str) -> None:
    assert plain(typed) == bare
