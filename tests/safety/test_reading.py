"""Letters, words and spelling: what a disguise hides is read."""

from __future__ import annotations

import itertools

import pytest

from bot.safety.letters import fold
from bot.safety.spelling import Spelling
from bot.safety.tokens import sentences

WORDS = [
    "i",
    "want",
    "to",
    "kill",
    "myself",
    "end",
    "my",
    "life",
    "overdose",
    "overdosed",
    "pills",
    "too",
    "many",
    "took",
    "suicide",
    "suicidal",
    "tonight",
    "die",
    "cut",
]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(WORDS, {"kil": "kill", "wnat": "want", "kms": "kill myself"}, ["kill", "suicide", "cut"])


def meant(spelling: Spelling, text: str) -> str:
    return " | ".join(" ".join(token.word for token in spelling.sentence(one)) for one in sentences(fold(text)))


def in_digits(spelling: Spelling, text: str) -> str:
    [written] = sentences(fold(text))
    return " ".join(token.word for token in spelling.numbers_as_words(written, spelling.sentence(written)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1 w4n7 70 d13", "i want to die"),
        ("w4n7 t0 k1ll 4 man", "want to kill a man"),
        ("took 50 p1ll5", "took 50 pills"),
        ("t00k 40 p1ll5", "took 40 pills"),
        ("slept 5h then 4h, 2 naps", "slept 5h then 4h 2 naps"),
    ],
)
def test_a_number_among_words_in_digits_may_be_a_word(spelling: Spelling, written: str, read: str) -> None:
    assert in_digits(spelling, written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I w4nt to k1ll mys3lf", "i want to kill myself"),
        ("k!ll my$elf", "kill myself"),
        ("s***ide and k*ll and c*t", "suicide and kill and cut"),
        ("k-i-l-l m.y.s.e.l.f", "kill myself"),
        ("s u i c i d e", "suicide"),
        ("i w a n t t o d i e", "i want to die"),
        ("ki ll my sel f", "kill my sel f"),
        ("sui cide tho ughts", "suicide tho ughts"),
        ("killmyself", "kill myself"),
        ("dieeee killlll", "die kill"),
        ("sucide mysef tonihgt", "suicide myself tonight"),
        ("I wаnt tо kіll mysеlf", "i want to kill myself"),
        ("ｋｉｌｌ ｍｙｓｅｌｆ", "kill myself"),
        ("k\u200bi\u200bll my\u00adself", "kill myself"),
        ("k\u0301i\u0302ll", "kill"),
        ("kms", "kill myself"),
        ("wnat to kil", "want to kill"),
        ("end-my-life", "end my life"),
        ("di-e", "die"),
        ("c-t", "cut"),
        ("m-y", "my"),
        ("over-dosed", "overdosed"),
        ("calm-ish", "calm"),
        ("suicidalish", "suicidal"),
        ("f1sh", "fish"),
        ("publ1sh", "publish"),
        ("¿Para qué vivir? ¡No quiero!", "para que vivir | no quiero"),
    ],
)
def test_a_disguise_is_read(spelling: Spelling, written: str, read: str) -> None:
    assert meant(spelling, written) == read


@pytest.mark.parametrize(
    "word", ["diet", "skill", "will", "cat", "cute", "line", "bills", "tomato", "hill", "dire", "5h"]
)
def test_a_word_stays_what_it_is(spelling: Spelling, word: str) -> None:
    assert meant(spelling, word) == word


@pytest.mark.parametrize(
    ("compound", "words"),
    [("self-care", ("self", "care")), ("walk-in", ("walk", "in")), ("wind-down", ("wind", "down"))],
)
def test_words_with_a_hyphen_are_no_typo_of_another_word(compound: str, words: tuple[str, ...]) -> None:
    assert Spelling(["selfharm", "walking", "window", "in"], {}).read(compound) == words


def test_a_compound_of_the_lexicon_is_one_word() -> None:
    assert Spelling(["selfharm"], {}).read("self-harm") == ("selfharm",)


@pytest.mark.parametrize(
    "word",
    ["veces", "estuvo", "ventas", "quedado", "mandarme", "ahorrarme", "acercarse", "voicemail", "counselling"],
)
def test_what_people_commonly_write_is_no_typo_of_a_grave_word(word: str) -> None:
    grave = ["voces", "es", "tuvo", "venas", "quemado", "matarme", "ahorcarme", "ahorcarse", "voice", "mail"]
    assert Spelling(grave, {}).read(word) == (word,)


@pytest.mark.parametrize(
    ("written", "form"),
    [("golpeaba", "golpea"), ("quemarle", "quemarla"), ("cuchillos", "cuchillo"), ("nothin", "nothing")],
)
def test_a_form_that_the_lexicon_does_not_list_is_read_as_the_one_that_it_lists(written: str, form: str) -> None:
    assert Spelling([form, "gritando"], {}).read(written) == (form,)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("frist", "first"),
        ("tierd", "tired"),
        ("breating", "breathing"),
        ("stoped", "stopped"),
        ("matra", "matar"),
        ("waek", "wake"),
    ],
)
def test_a_typo_is_the_likeliest_word(written: str, word: str) -> None:
    near = ["fist", "tied", "beating", "breaking", "breathing", "stomped", "stopped", "matar", "wake", "weak"]
    assert Spelling(near, {}).read(written) == (word,)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two words? Three!", 3),
        ("Want that? No. Tea.", 2),
        ("Want that? No", 1),
        ("Want that? No one", 2),
        ("i. want. to. die.", 1),
        ("a\nb", 1),
    ],
)
def test_sentences_end_at_full_stops_but_not_after_every_word_nor_between_a_question_and_its_no(
    text: str, count: int
) -> None:
    assert len(sentences(fold(text))) == count


def test_places_are_those_of_the_original() -> None:
    text = "Hé\u200bllo, ｗorld"
    (sentence,) = sentences(fold(text))
    assert [text[token.start : token.end] for token in sentence] == ["Hé\u200bllo", "ｗorld"]


def test_a_sentence_without_end_is_read_in_parts_that_overlap() -> None:
    parts = sentences(fold(" ".join(f"w{number}" for number in range(200))))
    assert all(len(part) <= 60 for part in parts)
    assert {token.word for part in parts for token in part} == {f"w{number}" for number in range(200)}
    assert all(first[-24:] == second[:24] for first, second in itertools.pairwise(parts))
