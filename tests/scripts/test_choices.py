from __future__ import annotations

import pytest

from bot.scripts.choices import read_choice
from bot.scripts.library import Library
from bot.scripts.schema import Choose, LogAs, Option
from bot.scripts.words import Words


def question(log_as: LogAs | None = None, **options: str) -> Choose:
    """A question with these values and labels."""
    listed = [Option(value=value, label=Words.read(label)) for value, label in options.items()]
    return Choose(id="q", question=Words.read("Which?"), options=listed, log_as=log_as)


MOOD = question(panic="Panic", low_mood="Feeling low", anger="I am angry", other="Something else")
SHARING = question("sharing", share="Share with my therapist", keep="Keep for myself")
SLEEP = question(okay="Well enough", too_little="Too little", too_much="Too much")


def meant(library: Library, typed: str, step: Choose, language: str = "en") -> str | None:
    option = read_choice(typed, step, language, library.commands)
    return option.value if option else None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Panic", "panic"),
        ("feeling low!", "low_mood"),
        ("low mood", "low_mood"),
        ("2", "low_mood"),
        ("4.", "other"),
        ("low", "low_mood"),
        ("it is panic again", "panic"),
        ("panick", "panic"),
        ("Feling low", "low_mood"),
    ],
)
def test_label_value_place_part_and_typo_name_an_option(library: Library, typed: str, value: str) -> None:
    assert meant(library, typed, MOOD) == value


@pytest.mark.parametrize("typed", ["", "🙂", "0", "5", "99", "banana", "panic and feeling low", "𐩀", "²²"])
def test_what_names_no_option_or_two_is_not_guessed(library: Library, typed: str) -> None:
    assert meant(library, typed, MOOD) is None


def test_a_word_of_two_options_is_not_guessed(library: Library) -> None:
    assert meant(library, "too", SLEEP) is None
    assert meant(library, "too much", SLEEP) == "too_much"


@pytest.mark.parametrize(
    "typed",
    [
        "not panic",
        "it isn't panic",
        "it wasn’t panic",
        "never panic",
        "panic no",
        "this cannot be panic",
        "i haven't had panic",
        "doesnt feel like panic",
        "nothing like panic",
        "ni panic",
    ],
)
def test_no_guess_is_made_over_a_negation(library: Library, typed: str) -> None:
    assert meant(library, typed, MOOD) is None


def test_a_label_with_a_negation_is_still_a_label(library: Library) -> None:
    step = question(ready="I have it", no="Not right now")
    assert meant(library, "not right now", step) == "no"


@pytest.mark.parametrize(
    "typed",
    [
        "don't share",
        "do not share with my therapist",
        "share nothing",
        "share it maybe",
        "shar",
        "my therapist",
        "yes",
        "ok",
        "keep it",
    ],
)
def test_sharing_is_never_guessed(library: Library, typed: str) -> None:
    assert meant(library, typed, SHARING) is None


@pytest.mark.parametrize(
    ("typed", "value"), [("Share with my therapist", "share"), ("SHARE", "share"), ("keep", "keep"), ("2", "keep")]
)
def test_sharing_counts_when_it_is_said_exactly(library: Library, typed: str, value: str) -> None:
    assert meant(library, typed, SHARING) == value


@pytest.mark.parametrize(("typed", "value"), [("yep", "yes"), ("not really", "no"), ("sí", "yes"), ("nunca", "no")])
def test_yes_and_no_go_by_other_names(library: Library, typed: str, value: str) -> None:
    assert (
        meant(library, typed, question(yes="Yes, as planned", no="No, I missed it", none_taken="I take none")) == value
    )


@pytest.mark.parametrize("typed", ["ok", "done", "I'm ready", "listo", "1"])
def test_a_single_button_is_pressed_by_an_ok(library: Library, typed: str) -> None:
    assert meant(library, typed, question(on="I looked around")) == "on"


def test_a_number_means_the_value_where_values_are_numbers(library: Library) -> None:
    rounds = question(None, **{"6": "Six or more", "3": "About three", "1": "One or none"})
    assert meant(library, "3", rounds) == "3"
    assert meant(library, "2", rounds) is None


def test_labels_count_in_the_language_of_the_person(library: Library) -> None:
    step = Choose(
        id="q",
        question=Words.read("Which?"),
        options=[
            Option(value="a", label=Words.read({"en": "Fear", "es": "Miedo"})),
            Option(value="b", label=Words.read({"en": "Anger", "es": "Enojo"})),
        ],
    )
    assert meant(library, "miedo", step, "es") == "a"
    assert meant(library, "miedo", step, "en") is None
