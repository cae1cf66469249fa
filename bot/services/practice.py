"""Practising a script: begin, answer, go on, leave. Every answer is in the database when the call returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from bot.db import runs
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.runs import Origin, RunRow
from bot.scripts.library import Library
from bot.scripts.runner import Runner
from bot.scripts.runs import (
    OWN_WORD_KINDS,
    OWN_WORDS,
    AnswerKind,
    Message,
    Record,
    Reply,
    RunState,
    Status,
    Turn,
)
from bot.scripts.schema import Script

HIGH_DISTRESS = 9
"""Of 10. From here on a person is offered at once (safety contract)."""
RISE = 3
"""Points of distress. A rise of this much after an exercise offers a person (safety contract)."""


class Outcome(str, Enum):
    """How the script stands after a turn; Rasa's rules decide by it what comes next."""

    OPEN = "open"
    DONE = "done"
    CHECKED_IN = "checked_in"
    NOT_EASED = "not_eased"
    STOPPED = "stopped"
    PAUSED = "paused"
    PERSON = "person"
    AWAY = "away"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Practised:
    """What a turn led to. ``need`` is what a check-in found."""

    outcome: Outcome
    messages: tuple[Message, ...] = ()
    run_id: str = ""
    visit: int = 0
    need: str | None = None


@dataclass(frozen=True)
class Practice:
    """The use cases of one participant's practice."""

    library: Library
    resume_after: timedelta

    def begin(self, tx: Transaction, chat: Chat, script_id: str, origin: Origin) -> Practised:
        """Begin a script. A run that is still live is left as abandoned, its answers kept.

        Raises:
            KeyError: there is no such script.
        """
        script = self.library.scripts[script_id]
        runs.abandon(tx, chat.participant_id)
        runs.keep_version(tx, script.id, script.version, script.json())
        run_id = runs.add(tx, chat.participant_id, script.id, script.version, origin)
        runner = Runner(script, self.library, chat.language)
        return self._store(tx, run_id, runner, runner.begin())

    def reply(self, tx: Transaction, chat: Chat, reply: Reply) -> Practised:
        """Take a reply to the run in progress.

        After a long silence the words may be a greeting as well as an answer: they are kept, and the person is asked
        whether to go on. Command words mean the same at any time.
        """
        row = runs.live(tx, chat.participant_id)
        if row is None:
            return Practised(Outcome.NOTHING)
        runner = self._runner(tx, row, chat)
        state = RunState.from_data(row.state)
        if reply.pace_over:
            return self._store(tx, row.id, runner, runner.reply(state, reply))
        if now() - row.last_at > self.resume_after and runner.command(reply) is None:
            return self._away(tx, row, state, reply)
        return self._store(tx, row.id, runner, runner.reply(_open(state), reply))

    def go_on(self, tx: Transaction, chat: Chat) -> Practised:
        """Go on with the run that was paused or left; its open question is shown again."""
        row = runs.live(tx, chat.participant_id)
        if row is None:
            return Practised(Outcome.NOTHING)
        runner = self._runner(tx, row, chat)
        return self._store(tx, row.id, runner, runner.resume(RunState.from_data(row.state)))

    def left_open(self, tx: Transaction, chat: Chat) -> Script | None:
        """The script that could be gone on with, if any."""
        row = runs.live(tx, chat.participant_id)
        return self._runner(tx, row, chat).script if row else None

    def _away(self, tx: Transaction, row: RunRow, state: RunState, reply: Reply) -> Practised:
        runs.add_answer(tx, row.id, state.step, AnswerKind.UNCLEAR.value, reply.text, None, "keep")
        paused = replace(state, status=Status.PAUSED)
        runs.save(tx, row.id, paused.status.value, paused.as_data())
        return Practised(Outcome.AWAY, run_id=row.id)

    def _runner(self, tx: Transaction, row: RunRow, chat: Chat) -> Runner:
        """The run's own script version, also when the file has changed or gone since."""
        current = self.library.scripts.get(row.script_id)
        if current is not None and current.version == row.version:
            return Runner(current, self.library, chat.language)
        body = runs.version_body(tx, row.script_id, row.version)
        assert body is not None, "a run is stored together with its script version"
        return Runner(Script.parse_raw(body), self.library, chat.language)

    def _store(self, tx: Transaction, run_id: str, runner: Runner, turn: Turn) -> Practised:
        if turn.retracted:
            runs.retract(tx, run_id, turn.retracted)
        for record in turn.records:
            _store_answer(tx, run_id, record)
        runs.save(tx, run_id, turn.state.status.value, turn.state.as_data())
        _fill_columns(tx, run_id, runner.script, turn)
        row = runs.get(tx, run_id)
        return Practised(
            _outcome(runner.script, turn.state.status, row),
            self._with_care(runner, turn),
            run_id,
            turn.state.visit,
            row.tags.get("need"),
        )

    def _with_care(self, runner: Runner, turn: Turn) -> tuple[Message, ...]:
        """Very high distress at the start: say at once that a person can be had."""
        for record in turn.records:
            if record.log_as == "distress_before" and (_number(record.value) or 0) >= HIGH_DISTRESS:
                return (Message(self.library.wording.high_distress.to(runner.language)), *turn.messages)
        return turn.messages


def _store_answer(tx: Transaction, run_id: str, record: Record) -> None:
    """Numbers and buttons are for the care team; own words stay with the person until they choose to share."""
    sharing = "keep" if record.kind in OWN_WORD_KINDS else "share"
    runs.add_answer(tx, run_id, record.step, record.kind.value, record.text, record.value, sharing)


def _fill_columns(tx: Transaction, run_id: str, script: Script, turn: Turn) -> None:
    """Keep the run's own columns as the answers now stand."""
    if not turn.retracted and not any(record.log_as for record in turn.records):
        return
    values = {step.log_as: turn.state.values.get(step.id) for step in script.steps if step.log_as}
    numbers = {name: _number(values.get(name)) for name in ("distress_before", "distress_after", "helped")}
    tags = {name: values.get(name) for name in ("trigger", "need")}
    words = {name: None if value in (None, OWN_WORDS) else str(value) for name, value in tags.items()}
    runs.set_columns(tx, runs.get(tx, run_id), numbers, words)
    _share(tx, run_id, script, turn)


def _share(tx: Transaction, run_id: str, script: Script, turn: Turn) -> None:
    """Share the words written so far when the person says so just now; keep them when they take that back."""
    undecided = turn.retracted is not None and script.step(turn.retracted).log_as == "sharing"
    decisions = [record.value for record in turn.records if record.log_as == "sharing"]
    if undecided or decisions:
        sharing = "share" if decisions == ["share"] else "keep"
        runs.set_sharing(tx, run_id, sharing, [kind.value for kind in OWN_WORD_KINDS])


def _outcome(script: Script, status: Status, row: RunRow) -> Outcome:
    if status is not Status.FINISHED:
        return Outcome(status.value)
    if script.kind == "check_in":
        return Outcome.CHECKED_IN
    after, before = row.distress_after, row.distress_before
    if after is not None and (after >= HIGH_DISTRESS or (before is not None and after - before >= RISE)):
        return Outcome.NOT_EASED
    return Outcome.DONE


def _open(state: RunState) -> RunState:
    """Rasa only sends replies while the script's form is open; a pause ends when the person answers."""
    return replace(state, status=Status.OPEN)


def _number(value: object) -> int | None:
    return int(str(value)) if value is not None and str(value).isdigit() else None
