from __future__ import annotations

import pytest

from bot.safety.clauses import clauses, told_apart
from bot.safety.letters import fold
from bot.safety.tokens import Sentence, sentences


def sentence_of(text: str) -> Sentence:
    (only,) = sentences(fold(text))
    return only


def words_of(sentence: Sentence) -> str:
    return " ".join(token.word for token in sentence)


def parts_of(text: str) -> list[str]:
    sentence = sentence_of(text)
    return [words_of(sentence[part]) for part in told_apart(sentence)]


def test_clauses_begin_at_commas_and_joining_words() -> None:
    found = clauses(sentence_of("I ate, then I slept because it was late"))
    assert [words_of(one) for one in found] == ["i ate", "then i slept", "because it was late"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "I read the news, I took them all, what time is it",
            ["i read the news", "i took them all", "what time is it"],
        ),
        ("the pills are beside me and I moved here in May", ["the pills are beside me", "i moved here in may"]),
        ("already started, two years ago I moved here", ["already started", "two years ago i moved here"]),
        ("mi papá no despierta, gracias por preguntar", ["mi papa no despierta", "gracias por preguntar"]),
        (
            "thanks for asking and walking to the bridge now",
            ["thanks for asking and walking to the bridge now", "walking to the bridge now"],
        ),
        ("if she leaves I am gone, thanks for asking", ["if she leaves i am gone", "thanks for asking"]),
    ],
)
def test_what_says_something_by_itself_is_told_apart(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "when I was ten, I wanted to die",
        "in the book, he dies",
        "two in the morning",
        "my nurse asked me, do I want to die",
        "I want to jump and shout",
        "I wanted to die because I was ill",
    ],
)
def test_what_leans_on_another_clause_stays_with_it(text: str) -> None:
    assert len(parts_of(text)) == 1


def test_what_goes_on_about_somebody_else_stays_and_is_looked_at_by_itself_as_well() -> None:
    assert parts_of("he hit me, he is in prison now") == ["he hit me he is in prison now", "he is in prison now"]


def test_what_has_no_subject_begins_a_part_and_ends_none() -> None:
    assert parts_of("I watched a film, gonna do it after work") == ["i watched a film", "gonna do it after work"]
    assert parts_of("I watched a film, long over") == ["i watched a film long over", "long over"]


def test_a_fragment_is_looked_at_by_itself_and_with_what_follows() -> None:
    assert parts_of("last night alive, I read the news") == ["last night alive", "last night alive i read the news"]


def test_nothing_is_told_apart_into_nothing() -> None:
    assert told_apart(()) == []
