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
from bot.escalation.texts import Body
from bot.scripts.library import Library
from bot.scripts.runner import Runner
from bot.scripts.runs import (
    OWN_WORD_KINDS,
    AnswerKind,
    Message,
    Record,
    Reply,
    RunState,
    Status,
    Turn,
)
from bot.scripts.schema import Script
from bot.services.alarming_answers import HIGH_DISTRESS, Alarm, alarm_of, has_risen, page_for
from bot.services.fitting import Unfit, fitting, instead_of, is_for, why_not
from bot.services.incidents import Desk
from bot.services.run_columns import columns_of, decided_sharing, first_sharing


class Outcome(str, Enum):
    """How the script stands after a turn; Rasa's rules decide by it what comes next."""

    OPEN = "open"
    DONE = "done"
    CHECKED_IN = "checked_in"
    PREPARED = "prepared"
    NOT_EASED = "not_eased"
    STOPPED = "stopped"
    PAUSED = "paused"
    PERSON = "person"
    AWAY = "away"
    NOTHING = "nothing"
    UNFIT = "unfit"


@dataclass(frozen=True)
class Practised:
    """What a turn led to. ``need`` is what a check-in found. ``instead``: to offer in place of what is not for them.

    ``safety``: said after the messages, to somebody who gave an answer that staff are paged about.
    """

    outcome: Outcome
    messages: tuple[Message, ...] = ()
    run_id: str = ""
    visit: int = 0
    need: str | None = None
    instead: tuple[Script, ...] = ()
    safety: tuple[Body, ...] = ()


@dataclass(frozen=True)
class Practice:
    """The use cases of one participant's practice."""

    library: Library
    resume_after: timedelta
    desk: Desk

    def begin(self, tx: Transaction, chat: Chat, script_id: str, origin: Origin) -> Practised:
        """Begin a script. A run that is still live is left as abandoned, its answers kept.

        One that is not for this participant, or not now, is not begun, whoever asks for it; they are told why.

        Raises:
            KeyError: there is no such script.
        """
        script = self.library.scripts[script_id]
        unfit = why_not(tx, chat.participant_id, script)
        if unfit is not None:
            return self._refused(tx, chat, script, unfit)
        runs.abandon(tx, chat.participant_id)
        runs.keep_version(tx, script.id, script.version, script.json())
        run_id = runs.add(tx, chat.participant_id, script.id, script.version, origin)
        runner = Runner(script, self.library, chat.language)
        return self._store(tx, run_id, runner, runner.begin())

    def reply(self, tx: Transaction, chat: Chat, reply: Reply, cause: str) -> Practised:
        """Take a reply to the run in progress. ``cause`` names the incident that its distress may call for.

        After a long silence, or when the run was made to stand still meanwhile, the words may be meant otherwise: they
        are kept, and the person is asked whether to go on. Command words mean the same at any time.
        """
        row = runs.live(tx, chat.participant_id)
        if row is None:
            return Practised(Outcome.NOTHING)
        runner = self._runner(tx, row, chat)
        state = RunState.from_data(row.state)
        if reply.pace_over:
            return self._store(tx, row.id, runner, runner.reply(state, reply))
        if self._is_left(row) and runner.command(reply) is None:
            return self._away(tx, row, state, reply)
        turn = runner.reply(_open(state), reply)
        practised, alarm = self._store(tx, row.id, runner, turn), self._alarm_of(runner, turn)
        return practised if alarm is None else self._with_alarm(tx, chat, practised, alarm, cause)

    def page_ahead(self, tx: Transaction, chat: Chat, reply: Reply, cause: str) -> list[Body]:
        """Page staff for what a reply calls for that cannot be taken yet. It is not taken: ``reply`` does that later.

        Returns:
            What the person is told; nothing where it calls for nothing.
        """
        row = runs.live(tx, chat.participant_id)
        if row is None or reply.pace_over:
            return []
        runner = self._runner(tx, row, chat)
        if self._is_left(row) and runner.command(reply) is None:
            return []
        alarm = self._alarm_of(runner, runner.reply(_open(RunState.from_data(row.state)), reply))
        return [] if alarm is None else page_for(tx, self.desk, chat, alarm, cause)

    def _is_left(self, row: RunRow) -> bool:
        """Whether it was made to stand still, or nobody has answered for long."""
        return row.status != Status.OPEN.value or now() - row.last_at > self.resume_after

    def _alarm_of(self, runner: Runner, turn: Turn) -> Alarm | None:
        return alarm_of(turn, runner.script, self.desk, self.library.wording)

    def go_on(self, tx: Transaction, chat: Chat) -> Practised:
        """Go on with the run that was paused or left; its open question is shown again."""
        row = runs.live(tx, chat.participant_id)
        if row is None:
            return Practised(Outcome.NOTHING)
        runner = self._runner(tx, row, chat)
        if not is_for(tx, chat.participant_id, self._today(runner.script)):
            runs.abandon(tx, chat.participant_id)
            return self._refused(tx, chat, runner.script, Unfit.CAUTION)
        return self._store(tx, row.id, runner, runner.resume(RunState.from_data(row.state)))

    def left_open(self, tx: Transaction, chat: Chat) -> Script | None:
        """The script that could be gone on with, if any."""
        row = runs.live(tx, chat.participant_id)
        script = self._runner(tx, row, chat).script if row else None
        return script if script and is_for(tx, chat.participant_id, self._today(script)) else None

    def _today(self, script: Script) -> Script:
        """As it stands in the library: whom it is not for may have been found out since a run began."""
        return self.library.scripts.get(script.id, script)

    def _refused(self, tx: Transaction, chat: Chat, script: Script, unfit: Unfit) -> Practised:
        """Said why; in place of an exercise that cautions speak against others are offered."""
        wording, instead = self.library.wording, []
        if unfit is Unfit.CAUTION:
            instead = instead_of(script, fitting(tx, chat.participant_id, self.library))
        words = {
            Unfit.CAUTION: wording.not_for_you_instead if instead else wording.not_for_you,
            Unfit.NOT_ASSIGNED: wording.only_assigned,
            Unfit.TOO_SOON: wording.too_soon,
        }[unfit]
        said = words.to(chat.language).format(name=script.name.to(chat.language), days=script.again_after_days)
        return Practised(Outcome.UNFIT, (Message(said),), instead=tuple(instead))

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
            turn.messages,
            run_id,
            turn.state.visit,
            row.tags.get("need"),
        )

    def _with_alarm(self, tx: Transaction, chat: Chat, practised: Practised, alarm: Alarm, cause: str) -> Practised:
        """Staff are paged now. Of a rating that is said first; after any other answer the script stands still."""
        said = page_for(tx, self.desk, chat, alarm, cause)
        if alarm.words is not None:
            first = (alarm.words.to(chat.language), *(str(one["text"]) for one in said))
            return replace(practised, messages=(*map(Message, first), *practised.messages))
        if not stand_still(tx, chat):
            return replace(practised, safety=tuple(said))
        paused = self.desk.texts.paused(chat.language)
        return replace(practised, outcome=Outcome.PAUSED, messages=(), safety=(*said, paused))


def stand_still(tx: Transaction, chat: Chat) -> bool:
    """Pause the participant's run, whatever it waits for: it goes on only when asked to. False: there is none."""
    row = runs.live(tx, chat.participant_id)
    if row is None:
        return False
    paused = replace(RunState.from_data(row.state), status=Status.PAUSED)
    runs.save(tx, row.id, paused.status.value, paused.as_data())
    return True


def pause_open(tx: Transaction, chat: Chat) -> bool:
    """Pause the participant's run if it waits for an answer. False: there is none, or it stands still already."""
    row = runs.live(tx, chat.participant_id)
    return row is not None and row.status == Status.OPEN.value and stand_still(tx, chat)


def _store_answer(tx: Transaction, run_id: str, record: Record) -> None:
    sharing = first_sharing(record)
    runs.add_answer(tx, run_id, record.step, record.kind.value, record.text, record.value, sharing)


def _fill_columns(tx: Transaction, run_id: str, script: Script, turn: Turn) -> None:
    """Keep the run's own columns as the answers now stand."""
    if not turn.retracted and not any(record.log_as for record in turn.records):
        return
    numbers, tags = columns_of(script, turn.state)
    runs.set_columns(tx, runs.get(tx, run_id), numbers, tags)
    _share(tx, run_id, script, turn)


def _share(tx: Transaction, run_id: str, script: Script, turn: Turn) -> None:
    """Share the words written so far when the person says so just now; keep them when they take that back."""
    sharing = decided_sharing(script, turn)
    if sharing is not None:
        runs.set_sharing(tx, run_id, sharing, [kind.value for kind in OWN_WORD_KINDS])


def _outcome(script: Script, status: Status, row: RunRow) -> Outcome:
    if status is not Status.FINISHED:
        return Outcome(status.value)
    if script.kind == "check_in":
        return Outcome.CHECKED_IN
    if script.kind == "session_prep":
        return Outcome.PREPARED
    high = row.distress_after is not None and row.distress_after >= HIGH_DISTRESS
    return Outcome.NOT_EASED if high or has_risen(row.distress_before, row.distress_after) else Outcome.DONE


def _open(state: RunState) -> RunState:
    """A command word steers a run that stands still, too."""
    return replace(state, status=Status.OPEN)
