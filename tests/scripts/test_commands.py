from __future__ import annotations

import pytest

from bot.scripts.commands import Command
from bot.scripts.library import Library
from bot.scripts.schema import Choose


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("stop", Command.STOP),
        (" STOP!! ", Command.STOP),
        ("/stop", Command.STOP),
        ("Parar", Command.STOP),
        ("go back", Command.BACK),
        ("atrás", Command.BACK),
        ("skip", Command.SKIP),
        ("saltar", Command.SKIP),
        ("pause", Command.PAUSE),
        ("Pausa.", Command.PAUSE),
        ("?", Command.HELP),
        ("help", Command.HELP),
        ("ayuda", Command.HELP),
        ("A person", Command.HUMAN),
        ("una persona", Command.HUMAN),
        ("/talk_to_staff", Command.HUMAN),
    ],
)
def test_a_command_is_known_in_every_language_however_it_is_typed(
    library: Library, typed: str, command: Command
) -> None:
    assert library.commands.read(typed) is command


@pytest.mark.parametrize("typed", ["I stopped drinking", "stop the noise in my head", "my back hurts", "", "!", "🙂"])
def test_a_command_word_inside_other_words_is_no_command(library: Library, typed: str) -> None:
    assert library.commands.read(typed) is None


@pytest.mark.parametrize("command", list(Command))
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_button_label_means_its_command(library: Library, command: Command, language: str) -> None:
    assert library.commands.read(library.commands.label(command, language)) is command


def test_labels_differ_by_language(library: Library) -> None:
    assert library.commands.label(Command.STOP, "es") == "Parar"
    assert library.commands.label(Command.STOP, "en") == "Stop"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("Yep!", "yes"), ("sí", "yes"), ("nah", "no"), ("I don't", "no"), ("I'm ready", "ready"), ("nada", "lowest")],
)
def test_short_answers_go_by_several_names(library: Library, typed: str, answer: str) -> None:
    assert library.commands.means(typed, answer)


def test_a_short_answer_is_the_whole_text(library: Library) -> None:
    assert not library.commands.means("yes but I hate it", "yes")
    assert not library.commands.means("yes", "no such answer")


def test_no_option_of_a_script_is_called_like_a_command(library: Library) -> None:
    """Typed, such a label would stop or leave the script instead of answering."""
    for script in library.scripts.values():
        for step in script.steps:
            for option in step.options if isinstance(step, Choose) else []:
                for label in option.label.as_data().values():
                    assert library.commands.read(label) is None, f"{script.id}.{step.id}: {label}"
