from __future__ import annotations

import pytest

from bot.safety.clauses import clause_edges, is_parted, leads_in, runs, told_apart
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


def runs_of(text: str) -> list[str]:
    return [words_of(run) for run in runs(sentence_of(text))]


def test_clauses_begin_at_commas_and_behind_joining_words_and_are_looked_at_in_runs() -> None:
    assert runs_of("I ate, then I slept because it was late") == [
        "i ate",
        "i ate then i slept",
        "i ate then i slept because it was late",
        "i slept",
        "i slept because it was late",
        "because it was late",
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "I read the news, I took them all, what time is it",
            ["i read the news", "i took them all", "what time is it"],
        ),
        ("the pills are beside me and I moved here in May", ["the pills are beside me", "i moved here in may"]),
        ("already started, two years ago I moved here", ["already started", "two years ago i moved here"]),
        ("already started, dinner was chicken", ["already started", "dinner was chicken"]),
        ("last night alive, nice weather", ["last night alive", "nice weather"]),
        ("mi papá no despierta, ayer vi una película", ["mi papa no despierta", "ayer vi una pelicula"]),
        ("thanks for asking and walking to the bridge now", ["thanks for asking", "walking to the bridge now"]),
        ("if she leaves I am gone, thanks for asking", ["if she leaves i am gone", "thanks for asking"]),
        ("when I got home it was late but suicidal again", ["when i got home it was late", "suicidal again"]),
        ("qué caso tiene seguir, esa serie es buena", ["que caso tiene seguir", "esa serie es buena"]),
        ("de repente no veo, esa serie es buena", ["de repente no veo", "esa serie es buena"]),
        ("in my house there is screaming, I read the news", ["in my house there is screaming", "i read the news"]),
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
        "the difference between passive ideation and what I am afraid of",
        "a play about farmers and suicide",
    ],
)
def test_what_leans_on_another_clause_stays_with_it(text: str) -> None:
    assert len(parts_of(text)) == 1


def test_what_goes_on_about_somebody_else_stays_and_is_looked_at_by_itself_as_well() -> None:
    text = "he hit me, he is in prison now"
    assert parts_of(text) == ["he hit me he is in prison now", "he is in prison now"]
    assert runs_of(text) == ["he hit me", "he hit me he is in prison now", "he is in prison now"]


def test_a_cause_stays_and_is_looked_at_by_itself_as_well() -> None:
    text = "I wanted to die because I was ill"
    assert parts_of(text) == ["i wanted to die because i was ill", "because i was ill"]


def test_what_takes_something_back_begins_a_part_and_ends_none() -> None:
    assert parts_of("I cut, long over") == ["i cut long over", "long over"]


def test_a_run_is_of_three_clauses_at_most() -> None:
    found = runs_of("I ate, what is that, I sang, you slept")
    assert {"i ate what is that i sang", "what is that i sang you slept"} <= set(found)
    assert max(len(run.split()) for run in found) == 7


def test_two_clauses_are_a_run_behind_one_that_leads_them_in() -> None:
    assert "my waters broke and i'm alone" in runs_of("when I got home it was late, my waters broke and I'm alone")


def test_nothing_is_told_apart_into_nothing() -> None:
    assert told_apart(()) == []
    assert clause_edges(()) == ([], [0])
    assert runs(()) == []


def test_clauses_begin_behind_the_words_that_join_them_and_end_before() -> None:
    sentence = sentence_of("I ate, then I slept because it was late")
    begins, ends = clause_edges(sentence)
    assert [sentence[place].word for place in begins] == ["i", "i", "because"]
    assert [sentence[place - 1].word for place in ends] == ["ate", "slept", "late"]


@pytest.mark.parametrize(
    ("text", "leads"), [("in that film, he dies", True), ("I saw that film, he dies", False), ("film", False)]
)
def test_a_clause_that_only_leads_in_another_is_known(text: str, leads: bool) -> None:
    sentence = sentence_of(text)
    place = [token.word for token in sentence].index("film")
    assert leads_in(sentence, place) is leads


@pytest.mark.parametrize(("text", "parted"), [("sad and afraid", True), ("between sad and afraid", False)])
def test_a_word_between_two_things_parts_no_clauses(text: str, parted: bool) -> None:
    sentence = sentence_of(text)
    assert is_parted(sentence, 0, len(sentence)) is parted
