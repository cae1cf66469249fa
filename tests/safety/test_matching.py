"""Finding entries in sentences of any length."""

from __future__ import annotations

from itertools import product

import pytest

from bot.safety.letters import fold
from bot.safety.matching import SentenceMatcher
from bot.safety.patterns import PatternReader
from bot.safety.tokens import Sentence, Token, sentences

CLASSES = {"want": ["want", "am going to", "plan*"], "end": ["end", "stop"]}
PATTERNS = {
    "filed_first": ["knife ~3 {want}"],
    "filed_last": ["{want} ~2 end"],
    "stem": ["plan*"],
    "first": ["^ {end}"],
    "last": ["never? {end} $"],
    "row": ["a|b ~1 b ~1 c"],
}


def sentence(words: list[str]) -> Sentence:
    return tuple(Token(word, place, place + 1) for place, word in enumerate(words))


def places(matcher: SentenceMatcher, words: list[str]) -> set[tuple[str, int, int]]:
    return {(one.entry, one.start, one.end) for one in matcher.find(sentence(words))}


@pytest.mark.parametrize("before", [0, 1, 40])
@pytest.mark.parametrize("after", [0, 1, 40])
@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("filed_first", "knife x x x am going to"),
        ("filed_last", "want x x end"),
        ("filed_last", "am going to x x end"),
        ("stem", "planning"),
        ("row", "a b c"),
        ("row", "b x b x c"),
    ],
)
def test_an_entry_is_found_anywhere_in_a_long_sentence(entry: str, words: str, before: int, after: int) -> None:
    """Also with its gaps filled, whichever of its words it is looked for by."""
    matcher, said = SentenceMatcher({entry: PATTERNS[entry]}, PatternReader(CLASSES), frozenset()), words.split()
    found = places(matcher, [*["x"] * before, *said, *["y"] * after])
    assert found == {(entry, before, before + len(said))}


def test_a_gap_that_is_too_wide_is_none() -> None:
    matcher = SentenceMatcher(PATTERNS, PatternReader(CLASSES), frozenset())
    too_wide = "knife x x x x want x x x end y"
    assert places(matcher, too_wide.split()) == set()


@pytest.mark.parametrize(("begins", "ends"), product([0, 1, 30], repeat=2))
def test_marks_hold_at_the_ends_of_a_long_sentence_alone(begins: int, ends: int) -> None:
    matcher = SentenceMatcher(PATTERNS, PatternReader(CLASSES), frozenset())
    found = {entry for entry, _, _ in places(matcher, [*["x"] * begins, "stop", *["y"] * ends])}
    assert found == {name for name, words in (("first", begins), ("last", ends)) if not words}


@pytest.mark.parametrize(
    ("text", "raising", "found"),
    [
        ("we will stop, what time is it", False, True),
        ("we will stop, he was late", False, False),
        ("we will stop, he was late", True, True),
        ("we will stop here, he was late", True, False),
    ],
)
def test_what_raises_may_begin_and_end_with_any_clause(text: str, raising: bool, found: bool) -> None:
    """The others only with what is told apart: "he was late" goes on about somebody."""
    (said,) = sentences(fold(text))
    matcher = SentenceMatcher(PATTERNS, PatternReader(CLASSES), frozenset(), frozenset(["last"] if raising else []))
    assert ("last" in {one.entry for one in matcher.find(said)}) is found


@pytest.mark.parametrize(("pattern", "joins"), [("sad ~1 tired", False), ("sad and tired", True)])
def test_it_is_told_whether_an_entry_itself_holds_a_word_that_parts_clauses(pattern: str, joins: bool) -> None:
    (found,) = SentenceMatcher({"low": [pattern]}, PatternReader({}), frozenset()).find(
        sentence(["sad", "and", "tired"])
    )
    assert found.joins is joins


@pytest.mark.parametrize(
    ("pattern", "words"), [("a", 1), ("a ~3 b", 5), ("{want} ~2 {end}", 6), ("^ never? {end} $", 4), ("a?  b|c", 2)]
)
def test_the_longest_match_has_its_gaps_filled(pattern: str, words: int) -> None:
    assert PatternReader(CLASSES).read(pattern).longest == words
