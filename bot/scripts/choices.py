"""Which option of a question somebody meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from bot.scripts.commands import CommandReader
from bot.scripts.plain import plain
from bot.scripts.schema import Choose, Option

_NEGATIONS = {
    *(
        "not",
        "no",
        "never",
        "none",
        "nothing",
        "nobody",
        "neither",
        "nor",
        "without",
        "cannot",
        "dont",
        "doesnt",
        "didnt",
    ),
    *("isnt", "arent", "aint", "wasnt", "werent", "cant", "couldnt", "wont", "wouldnt", "shouldnt", "mustnt", "neednt"),
    *("havent", "hasnt", "hadnt", "nunca", "nada", "nadie", "ninguno", "ninguna", "tampoco", "ni", "sin"),
}
_Names = Sequence[tuple[str, Option]]


def read_choice(text: str, step: Choose, language: str, commands: CommandReader) -> Option | None:
    """The option meant by its label, its value, its place ("2"), a yes or no, part of it, or a small typo; else None.

    What is decided about sharing counts only when it is said exactly, and no guess is made over a negation: "don't
    share" is not "share".
    """
    given = plain(text)
    if not given:
        return None
    names = _names(step.options, language)
    exact = _exactly(given, names) or _short_answer(text, step.options, commands) or _by_place(given, step.options)
    if exact or step.log_as == "sharing" or _negates(given):
        return exact
    return _part_of_one(given, names) or _mistyped(given, names)


def _names(options: Sequence[Option], language: str) -> _Names:
    labels = [(plain(option.label.to(language)), option) for option in options]
    return labels + [(plain(option.value.replace("_", " ")), option) for option in options]


def _negates(given: str) -> bool:
    words = given.split()
    return any(word in _NEGATIONS for word in words)


def _exactly(given: str, names: _Names) -> Option | None:
    return next((option for name, option in names if name == given), None)


def _short_answer(text: str, options: Sequence[Option], commands: CommandReader) -> Option | None:
    """Yes and no by their other names; a single option ("I'm ready") also by an ok or a done."""
    if len(options) == 1 and (commands.means(text, "yes") or commands.means(text, "ready")):
        return options[0]
    return next((o for o in options if o.value in ("yes", "no") and commands.means(text, o.value)), None)


def _by_place(given: str, options: Sequence[Option]) -> Option | None:
    """ "2" is the second option, unless the values are numbers themselves."""
    if not given.isdecimal() or any(option.value.isdigit() for option in options):
        return None
    place = int(given)
    return options[place - 1] if 1 <= place <= len(options) else None


def _part_of_one(given: str, names: _Names) -> Option | None:
    """The one option whose name holds every word given, or whose every word was given."""
    words = set(given.split())
    found = {
        option.value: option
        for name, option in names
        if name and (words <= set(name.split()) or set(name.split()) <= words)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _mistyped(given: str, names: _Names) -> Option | None:
    close = difflib.get_close_matches(given, [name for name, _ in names if len(name) > 3], n=1, cutoff=0.8)
    return _exactly(close[0], names) if close else None
