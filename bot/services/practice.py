"""Practising a script: begin, answer, go on, leave. Every answer is in the database when the call returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from bot.db import incidents, runs
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.ids import now
from bot.db.runs import Origin, RunRow
from bot.escalation.texts import Body
from bot.scripts.conditions import Condition
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
from bot.scripts.schema import Choose, Scale, Script
from bot.scripts.words import Words
from bot.services import people, plans
from bot.services.fitting import Unfit, fitting, instead_of, is_for, why_not
from bot.services.incidents import Desk, Level, raise_incident

HIGH_DISTRESS = 9
"""Of 10. From here on staff are told and a person is offered at once (safety contract)."""
RISE = 3
"""Points of distress. A rise of this much after an exercise counts alike (safety contract)."""
WORRYING_ANSWER = "worrying_answer"
"""The kind of an incident that ``page_if`` of a step has raised."""
_DISTRESS = ("distress_before", "distress_after")


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
        left = row.status != Status.OPEN.value or now() - row.last_at > self.resume_after
        if left and runner.command(reply) is None:
            return self._away(tx, row, state, reply)
        turn = runner.reply(_open(state), reply)
        practised = self._store(tx, row.id, runner, turn)
        if any(self._pages(runner.script, turn.state, record) for record in turn.records):
            return self._stand_by(tx, chat, practised, cause)
        return self._with_care(tx, chat, turn, practised, cause)

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

    def _pages(self, script: Script, state: RunState, record: Record) -> bool:
        """Whether staff are paged about an answer; also about words that are none of a step's answers, but for a no."""
        step = script.step(record.step)
        if not isinstance(step, Choose | Scale) or step.page_if is None:
            return False
        if record.kind in (AnswerKind.UNCLEAR, AnswerKind.TEXT):
            return not self.desk.texts.is_plain_no(record.text)
        return Condition.parse(step.page_if).holds(state.facts(record.value))

    def _stand_by(self, tx: Transaction, chat: Chat, practised: Practised, cause: str) -> Practised:
        """Staff are paged about an answer, whatever else was answered. The safety reply; the script stands still."""
        drill, language = people.is_drill(chat), chat.language
        already = incidents.count(tx, chat.participant_id)
        raised = raise_incident(tx, self.desk, chat, cause=cause, kind=WORRYING_ANSWER, level=Level.PAGE, drill=drill)
        told = self.desk.told_of(raised.incident, raised.incident.opened_at, language)
        texts, plan = self.desk.texts, plans.has_safety_plan(tx, chat)
        safety = texts.safety_reply(language, told, already, plan)
        if not stand_still(tx, chat):
            return replace(practised, safety=tuple(safety))
        return replace(practised, outcome=Outcome.PAUSED, messages=(), safety=(*safety, texts.paused(language)))

    def _with_care(self, tx: Transaction, chat: Chat, turn: Turn, practised: Practised, cause: str) -> Practised:
        """Very high or risen distress: staff are told now, and the person who was told and that a person can be had."""
        found = self._too_much(turn, runs.get(tx, practised.run_id))
        if found is None:
            return practised
        kind, words = found
        drill = people.is_drill(chat)
        raised = raise_incident(tx, self.desk, chat, cause=cause, kind=kind, level=Level.PAGE, drill=drill)
        told = self.desk.told_of(raised.incident, raised.incident.opened_at, chat.language)
        said = (words.to(chat.language), self.desk.texts.who_knows(chat.language, told))
        return replace(practised, messages=(*map(Message, said), *practised.messages))

    def _too_much(self, turn: Turn, row: RunRow) -> tuple[str, Words] | None:
        """The kind of incident that a rating of this turn calls for, and what is said of it; None: neither."""
        wording = self.library.wording
        rated = {record.log_as: _number(record.value) for record in turn.records if record.log_as in _DISTRESS}
        if max((value for value in rated.values() if value is not None), default=0) >= HIGH_DISTRESS:
            return "high_distress", wording.high_distress
        if "distress_after" in rated and _has_risen(row):
            return "distress_rise", wording.distress_rise
        return None


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


def first_sharing(record: Record) -> str:
    """Numbers and buttons are for the care team; own words stay with the person until they choose to share."""
    return "keep" if record.kind in OWN_WORD_KINDS else "share"


def columns_of(script: Script, state: RunState) -> tuple[dict[str, int | None], dict[str, str | None]]:
    """The run's own columns (distress, helped) and its tags, as the answers now stand; None: there is none."""
    values = {step.log_as: state.values.get(step.id) for step in script.steps if step.log_as}
    numbers = {name: _number(values.get(name)) for name in ("distress_before", "distress_after", "helped")}
    tags = {name: values.get(name) for name in ("trigger", "need")}
    return numbers, {name: None if value in (None, OWN_WORDS) else str(value) for name, value in tags.items()}


def decided_sharing(script: Script, turn: Turn) -> str | None:
    """What this turn makes of the words written so far: share, or keep; None: nothing was decided or taken back."""
    undecided = turn.retracted is not None and script.step(turn.retracted).log_as == "sharing"
    decisions = [record.value for record in turn.records if record.log_as == "sharing"]
    if not undecided and not decisions:
        return None
    return "share" if decisions == ["share"] else "keep"


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
    return Outcome.NOT_EASED if high or _has_risen(row) else Outcome.DONE


def _has_risen(row: RunRow) -> bool:
    after, before = row.distress_after, row.distress_before
    return after is not None and before is not None and after - before >= RISE


def _open(state: RunState) -> RunState:
    """A command word steers a run that stands still, too."""
    return replace(state, status=Status.OPEN)


def _number(value: object) -> int | None:
    return int(str(value)) if value is not None and str(value).isdigit() else None
