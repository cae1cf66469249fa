from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts.library import Library
from tests.cli.terminal import Terminal
from tests.scripts.writing import HERE, copy_of_data, marked_line, text_of, write


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "state")


def test_check_is_content_with_this_checkout(terminal: Terminal, library: Library) -> None:
    done = terminal.run_alone("check", "--scripts")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(library.scripts)} scripts are in order.\n"
    assert not terminal.state.exists()


def test_check_names_file_and_line_of_every_fault(terminal: Terminal, tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    first = write(data / "stories", text_of(f"- {{id: one, ask: A?, next: two}} {HERE}"))
    second = write(data / "stories", text_of(f"- {{id: one, aks: A?}} {HERE}"), kind="session_prep", name="other")
    second.write_text(second.read_text().replace("id: tiny", "id: other"))
    terminal.environment["INTERLUDE_DATA"] = str(data)
    done = terminal.run("check", "--scripts")
    assert done.returncode == 1
    assert f"{first}:{marked_line(first)}: `next` names `two`, which is no step" in done.stderr
    assert f"{second}:{marked_line(second)}: a step has exactly one of say, ask" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_names_a_text_that_must_never_be_said(terminal: Terminal, tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    wording = data / "stories" / "wording.yml"
    line = next(n for n, one in enumerate(wording.read_text().splitlines(), 1) if one.startswith("skipped:"))
    wording.write_text(wording.read_text().replace("skipped: Skipped.", "skipped: Cheer up."))
    terminal.environment["INTERLUDE_DATA"] = str(data)
    done = terminal.run("check", "--scripts")
    assert done.returncode == 1
    assert f'{wording}:{line}: "cheer up" plays down what somebody feels' in done.stderr


def test_check_of_no_folder_says_so(terminal: Terminal, tmp_path: Path) -> None:
    terminal.environment["INTERLUDE_DATA"] = str(tmp_path)
    done = terminal.run("check", "--scripts")
    assert done.returncode == 1
    assert "holds no script; is this the project's folder?" in done.stderr


def test_play_walks_a_script(terminal: Terminal) -> None:
    done = terminal.run("play", "mood_check_in", "--fast", typed="5\n4\nWell enough\nyes\n3\nPanic\nskip\n")
    assert done.returncode == 0, done.stderr
    shown = done.stdout.splitlines()
    assert shown[0].startswith("Mood check-in, about 3 min.")
    assert shown[1] == "How is your mood today?"
    assert shown[-1] == "(finished)"
    assert shown[-2] == "Thanks for checking in. This is today, just as it is."


def test_play_does_not_wait_in_paced_steps_when_it_is_to_be_fast(terminal: Terminal) -> None:
    done = terminal.run("play", "box_breathing", "--fast", typed="5\nWith the holds\nstop\n")
    assert "  1: Breathe in (4 s)" in done.stdout
    assert "How is it going?" in done.stdout
    assert done.stdout.splitlines()[-1] == "(stopped)"


def test_play_ends_with_its_input(terminal: Terminal) -> None:
    done = terminal.run("play", "mood_check_in", "--fast", typed="5\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "How upset or distressed" in done.stdout


def test_play_takes_no_empty_line_for_an_answer(terminal: Terminal) -> None:
    done = terminal.run("play", "session_prep_group", "--fast", typed="\n\n")
    first = terminal.run("play", "session_prep_group", "--fast", typed="")
    assert done.stdout.replace("> ", "").strip() == first.stdout.replace("> ", "").strip()


def test_play_knows_what_there_is(terminal: Terminal) -> None:
    done = terminal.run("play", "no_such_script")
    assert done.returncode == 1
    assert "there is no script `no_such_script`; there are after_session, audit_c," in done.stderr


def test_play_stores_nothing(terminal: Terminal) -> None:
    terminal.run("play", "mood_check_in", "--fast", typed="5\nstop\n")
    assert not terminal.state.exists()


def test_play_walks_a_script_that_was_just_written(terminal: Terminal, tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    write(data / "stories", text_of("- {id: one, ask: {en: What now?, es: ¿Y ahora?}}"))
    terminal.environment["INTERLUDE_DATA"] = str(data)
    done = terminal.run("play", "tiny", "--language", "es", typed="algo\n")
    assert "¿Y ahora?" in done.stdout
    assert done.stdout.splitlines()[-1] == "(finished)"
