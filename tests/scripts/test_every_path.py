"""Every script that authors have written, walked by every way and by replies nobody planned for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.scripts.commands import Command
from bot.scripts.library import Library
from bot.scripts.loader import script_files
from bot.scripts.runner import Runner
from bot.scripts.runs import OWN_WORD_KINDS, AnswerKind, Record, Reply, RunState, Status, Turn
from bot.settings import ROOT
from tests.scripts.ways import Situation, answers, ways

IDS = [path.stem for path in script_files(ROOT / "data" / "stories")]
COMMANDS = [command.value for command in Command]
NASTY = [
    "9" * 60,
    "𐩀",
    "²",
    "½",
    "{}",
    "{name}",
    "%s",
    "no one",
    "-1",
    "7/10",
    "1e9",
    "6 or 7",
    "don't share",
    "﷽",
    "a\nb",
]
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=25).map(str.strip).filter(bool))
STALE, LATE = "(an old button)", "(time over too late)"
MOVES = st.one_of(st.integers(0, 11), st.integers(0, 11), TEXTS, st.sampled_from([*COMMANDS, STALE, LATE]))
checked = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
every_script = pytest.mark.parametrize("script_id", IDS)


@every_script
def test_every_step_that_waits_is_reached_and_every_way_can_end(library: Library, script_id: str) -> None:
    runner = Runner(library.scripts[script_id], library)
    reached, ended = {runner.begin().state.step}, set()
    before: dict[Situation, set[Situation]] = {}
    for here, there, after in ways(runner):
        reached.add(after.step)
        before.setdefault(there, set()).add(here)
        if after.status is Status.FINISHED:
            ended.add(there)
    waiting = {step.id for step in runner.script.steps if step.kind != "say"}
    assert reached == waiting

    ending, todo = set(), set(ended)
    while todo:
        one = todo.pop()
        ending.add(one)
        todo |= before.get(one, set()) - ending
    assert set().union(*before.values()) <= ending


@every_script
@checked
@given(start=st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_a_run_that_is_always_answered_ends(library: Library, script_id: str, start: list[int]) -> None:
    """Each time a step comes again it gets its next answer, so that no choice is made for ever."""
    runner = Runner(library.scripts[script_id], library)
    turn, visits = runner.begin(), dict.fromkeys((step.id for step in runner.script.steps), 0)
    while turn.state.status is Status.OPEN:
        step = turn.state.step
        planned = answers(runner, turn.state)
        turn = runner.reply(turn.state, planned[(start[len(step) % len(start)] + visits[step]) % len(planned)])
        visits[step] += 1
        assert visits[step] <= 12, f"{step} came again and again"
    assert turn.state.status is Status.FINISHED
    assert turn.messages[-1].text == runner.script.closing.to("en")


@every_script
@checked
@given(moves=st.lists(MOVES, max_size=40))
def test_whatever_is_written_is_kept_or_is_a_command(library: Library, script_id: str, moves: list[int | str]) -> None:
    runner = Runner(library.scripts[script_id], library)
    turn = runner.begin()
    for move in moves:
        if turn.state.status is not Status.OPEN:
            return
        before, turn = turn.state, reply_to(runner, turn.state, move)
        assert turn.messages or turn.state.status is Status.PERSON or move == LATE
        if move in (STALE, LATE):
            assert (turn.records, turn.state.given, turn.state.step) == ((), before.given, before.step)
        elif isinstance(move, str) and (command := library.commands.read(move)):
            assert_obeyed(command, before, turn)
        else:
            assert_kept(runner, before, turn, move)


@every_script
@checked
@given(moves=st.lists(st.one_of(st.integers(0, 11), TEXTS, st.just("skip")), max_size=40))
def test_back_undoes_the_last_answer_exactly(library: Library, script_id: str, moves: list[int | str]) -> None:
    runner = Runner(library.scripts[script_id], library)
    state = arrived = runner.begin().state
    for move in moves:
        if isinstance(move, str) and library.commands.read(move) not in (None, Command.SKIP):
            continue
        turn = reply_to(runner, state, move)
        if turn.state.status is Status.OPEN and len(turn.state.given) > len(state.given):
            undone = runner.reply(turn.state, Reply("back"))
            assert undone.retracted == state.step
            assert replace(undone.state, visit=arrived.visit) == arrived
            arrived = turn.state
        if turn.state.status is not Status.OPEN:
            return
        state = turn.state


def reply_to(runner: Runner, state: RunState, move: int | str) -> Turn:
    """A number is one of the planned answers."""
    if move == STALE:
        return runner.reply(state, Reply("old", "old", state.visit - 1))
    if move == LATE:
        return runner.reply(state, Reply("", visit=state.visit - 1, pace_over=True))
    if isinstance(move, int):
        planned = answers(runner, state)
        return runner.reply(state, planned[move % len(planned)])
    return runner.reply(state, Reply(move))


def assert_kept(runner: Runner, before: RunState, turn: Turn, move: int | str) -> None:
    assert len(turn.records) == 1
    record = turn.records[0]
    assert record.step == before.step
    if isinstance(move, str):
        assert record.text == move
        own = record.kind in OWN_WORD_KINDS
        assert turn.state.written == ((*before.written, before.step) if own else before.written)
    else:
        assert record.kind is not AnswerKind.UNCLEAR
        assert turn.state.values[before.step] == ("free_text" if record.kind is AnswerKind.TEXT else record.value)


def assert_obeyed(command: Command, before: RunState, turn: Turn) -> None:
    standing = {
        Command.STOP: Status.STOPPED,
        Command.PAUSE: Status.PAUSED,
        Command.HUMAN: Status.PERSON,
        Command.HELP: Status.OPEN,
    }
    if command in standing:
        assert (turn.state.step, turn.state.given) == (before.step, before.given)
        assert (turn.state.status, turn.records) == (standing[command], ())
    elif command is Command.SKIP:
        assert turn.records == (Record(before.step, AnswerKind.SKIPPED, "", log_as=turn.records[0].log_as),)
        assert turn.state.given[-1].step == before.step
    else:
        assert turn.state.step == (before.trail[-1] if before.trail else before.step)
        assert turn.state.given == before.given[:-1]
        assert turn.retracted == (before.trail[-1] if before.trail else None)
