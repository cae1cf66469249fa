"""Contractions, spelled out and drawn together."""

from __future__ import annotations

import pytest

from bot.safety.contractions import drawn_together, spelled_out
from bot.safety.letters import fold
from bot.safety.tokens import Sentence, sentences

NOUNS = frozenset(["mum", "brother"])


def sentence_of(text: str) -> Sentence:
    (only,) = sentences(fold(text))
    return only


def words_of(sentence: Sentence) -> str:
    return " ".join(token.word for token in sentence)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my flatmate's hurting herself", "my flatmate is hurting herself"),
        ("he's taken them", "he has taken them"),
        ("he's finished them", "he has finished them"),
        ("hes asleep", "he is asleep"),
        ("she isn't asleep", "she is not asleep"),
        ("I'm here and they've gone", "i am here and they have gone"),
        ("the kids'll see", "the kids will see"),
        ("i dont wanna", "i do not want to"),
        ("I can't", "i cannot"),
        ("my friend's mum", "my friend's mum"),
        ("tell me mum", "tell my mum"),
        ("tell me more", "tell me more"),
        ("rock'n'roll", "rock'n'roll"),
    ],
)
def test_contractions_are_spelled_out(text: str, words: str) -> None:
    assert words_of(spelled_out(sentence_of(text), NOUNS)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I do not want to", "i dont wanna"),
        ("I can not and I cannot", "i cant and i cant"),
        ("he is not here", "hes not here"),
        ("I have taken them", "ive taken them"),
        ("I have a bag", "i have a bag"),
        ("I do, not you", "i do not you"),
        ("nothing", "nothing"),
    ],
)
def test_what_can_be_contracted_is_drawn_together(text: str, words: str) -> None:
    assert words_of(drawn_together(sentence_of(text))) == words


def test_words_keep_their_places_in_the_text() -> None:
    text = "oh, he's not"
    assert [text[one.start : one.end] for one in spelled_out(sentence_of(text), NOUNS)] == ["oh", "he's", "he's", "not"]
    text = "I do not"
    assert [text[one.start : one.end] for one in drawn_together(sentence_of(text))] == ["I", "do not"]


def test_a_comma_stands_once() -> None:
    assert [one.comma for one in spelled_out(sentence_of("oh, he's not"), NOUNS)] == [False, True, False, False]


def test_nothing_stays_nothing() -> None:
    assert spelled_out((), NOUNS) == drawn_together(()) == ()
