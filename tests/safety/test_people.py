"""Whoever is spoken of is read as a brother or a sister."""

from __future__ import annotations

import pytest

from bot.safety.letters import fold
from bot.safety.people import People
from bot.safety.tokens import sentences

PEOPLE = People(
    nouns=frozenset(["guy", "girl", "friend", "mum", "coworker", "son", "man", "brother"]),
    nouns_in_spanish=frozenset(["cunada", "vecino"]),
    names=frozenset(["marcus"]),
    places=frozenset(["class", "work", "street", "lado"]),
)


def read(text: str) -> str:
    (sentence,) = sentences(fold(text))
    return " ".join(token.word for token in PEOPLE.as_brothers(sentence))


@pytest.mark.parametrize(
    "who",
    [
        "a girl in my class",
        "the guy next door",
        "this guy upstairs",
        "my poor old friend",
        "my friends mum",
        "my son in law",
        "a coworker I sit with",
        "the guy at work",
        "my friend Marcus",
        "Marcus",
    ],
)
def test_one_person_is_a_brother(who: str) -> None:
    assert read(f"I saw {who} fall") == "i saw my brother fall"


@pytest.mark.parametrize(
    ("text", "words"), [("coworker fell", "my brother fell"), ("man I am tired", "man i am tired")]
)
def test_a_noun_without_anything_before_it_is_a_person_where_it_begins_and_does_something(
    text: str, words: str
) -> None:
    assert read(text) == words


def test_a_second_person_is_a_sister() -> None:
    assert read("my friend hit a girl and Marcus saw") == "my brother hit my sister and my brother saw"


def test_what_belongs_to_a_person_stays_theirs() -> None:
    assert read("my coworkers arm") == "my brothers arm"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mi cuñada se cayó", "mi hermana se cayo"),
        ("el vecino de al lado se cayó", "mi hermano se cayo"),
        ("dice Marcus que se cae", "dice mi hermano que se cae"),
    ],
)
def test_so_it_is_in_spanish(text: str, words: str) -> None:
    assert read(text) == words


@pytest.mark.parametrize(
    "text", ["what to say when a friend falls", "as a girl I fell", "the street is empty", "my class", "the"]
)
def test_nobody_is_nobody(text: str) -> None:
    assert read(text) == text.lower()


def test_words_keep_their_places_in_the_text() -> None:
    text = "so, a girl in my class fell"
    (sentence,) = sentences(fold(text))
    read = PEOPLE.as_brothers(sentence)
    assert [text[one.start : one.end] for one in read] == ["so", "a", "class", "fell"]
    assert [one.comma for one in read] == [False, True, False, False]
