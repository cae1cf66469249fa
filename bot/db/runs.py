"""Runs of scripts, the script versions they are pinned to, and their answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, bindparam, exists, func, insert, select, update

from bot.db.database import Transaction
from bot.db.ids import new_id, now
from bot.db.tables import answer, run, script_version

Origin = Literal["own", "assigned", "suggested"]
LIVE = ("open", "paused", "person")
"""States in which a run can still be gone on with."""
_HOLDS = exists().where(
    answer.c.run_id == run.c.id, answer.c.kind == bindparam("of_kind"), answer.c.retracted_at.is_(None)
)
_OF = and_(run.c.participant_id == bindparam("of_participant"), run.c.script_id == bindparam("of_script"))
_FINISHED = select(run.c.id).where(_OF, run.c.status == "finished", _HOLDS).order_by(run.c.seq.desc()).limit(1)
_THEIR_LIVE = select(run).where(run.c.participant_id == bindparam("of_participant"), run.c.status.in_(LIVE))
_NEWEST_LIVE = _THEIR_LIVE.order_by(run.c.seq.desc()).limit(1)
_OF_ID = run.c.id == bindparam("of_id")
_BY_ID = select(run).where(_OF_ID)
_SAVED = {name: bindparam(f"new_{name}") for name in ("status", "step", "state", "last_at", "ended_at")}
_SAVE = update(run).where(_OF_ID).values(**_SAVED)
_ADD_ANSWER = insert(answer)
"""Built once, as turns and safety replies wait for them: building costs more than running."""


@dataclass(frozen=True)
class RunRow:
    """One run. ``state`` is the runner's; ``tags`` are trigger and need; distress is 0–10, helped 0–2."""

    id: str
    participant_id: str
    script_id: str
    version: str
    origin: str
    status: str
    step: str
    state: dict[str, Any]
    distress_before: int | None
    distress_after: int | None
    helped: int | None
    tags: dict[str, str]
    started_at: datetime
    last_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class AnswerRow:
    run_id: str
    step: str
    kind: str
    number: int | None
    text: str
    value: str | None
    sharing: str
    given_at: datetime
    retracted_at: datetime | None


def keep_version(tx: Transaction, script_id: str, version: str, body: str) -> None:
    """Keep the script as it is now, so that runs can be pinned to it."""
    of_this = and_(script_version.c.script_id == script_id, script_version.c.version == version)
    if tx.run(select(script_version.c.version).where(of_this)).first() is None:
        row = {"script_id": script_id, "version": version, "body": body, "seen_at": now()}
        tx.run(insert(script_version).values(**row))


def version_body(tx: Transaction, script_id: str, version: str) -> str | None:
    of_this = and_(script_version.c.script_id == script_id, script_version.c.version == version)
    found: str | None = tx.run(select(script_version.c.body).where(of_this)).scalar_one_or_none()
    return found


def add(tx: Transaction, participant_id: str, script_id: str, version: str, origin: Origin) -> str:
    """Begin a run; returns its id. ``save`` fills in where it stands."""
    run_id = new_id()
    tx.run(
        insert(run).values(
            id=run_id,
            participant_id=participant_id,
            script_id=script_id,
            version=version,
            origin=origin,
            status="open",
            step="",
            state=_seal(tx, "run.state", run_id, {}),
            tags=_seal(tx, "run.tags", run_id, {}),
            trigger_index=trigger_index(tx, participant_id, None),
            started_at=now(),
            last_at=now(),
        )
    )
    return run_id


def save(tx: Transaction, run_id: str, status: str, state: dict[str, Any]) -> None:
    """Store where a run stands; one that ended gets its end."""
    values = {
        "status": status,
        "step": state["step"],
        "state": _seal(tx, "run.state", run_id, state),
        "last_at": now(),
        "ended_at": None if status in LIVE else now(),
    }
    tx.run(_SAVE, {"of_id": run_id, **{f"new_{name}": value for name, value in values.items()}})


def set_columns(tx: Transaction, row: RunRow, columns: dict[str, int | None], tags: dict[str, str | None]) -> None:
    """Fill the run's own columns (distress, helped) and its tags; None empties one."""
    kept = {key: value for key, value in {**row.tags, **tags}.items() if value is not None}
    found = trigger_index(tx, row.participant_id, kept.get("trigger"))
    values = {**columns, "tags": _seal(tx, "run.tags", row.id, kept), "trigger_index": found}
    tx.run(update(run).where(run.c.id == row.id).values(**values))


def trigger_index(tx: Transaction, participant_id: str, trigger: str | None) -> bytes:
    """What runs with the same trigger, or none, have in common; of one participant, so that people cannot be compared.

    Rows from before there was this column have NULL there: their tags alone know.
    """
    return tx.keys.index(f"run.trigger:{participant_id}:{trigger or ''}")


def get(tx: Transaction, run_id: str) -> RunRow:
    """This run. Raises when there is none."""
    return _read(tx, tx.run(_BY_ID, {"of_id": run_id}).one())


def live(tx: Transaction, participant_id: str) -> RunRow | None:
    """The participant's newest run that can be gone on with."""
    row = tx.run(_NEWEST_LIVE, {"of_participant": participant_id}).one_or_none()
    return _read(tx, row) if row else None


def newest_finished(tx: Transaction, participant_id: str, script_id: str, holding: str) -> str | None:
    """The id of this participant's newest finished run of a script that holds an answer of the kind ``holding``."""
    values = {"of_participant": participant_id, "of_script": script_id, "of_kind": holding}
    found: str | None = tx.run(_FINISHED, values).scalar()
    return found


def last_finished(tx: Transaction, participant_id: str, script_ids: Collection[str]) -> dict[str, datetime]:
    """When this participant last finished each of these scripts; without those that they never have."""
    if not script_ids:
        return {}
    theirs = and_(run.c.participant_id == participant_id, run.c.script_id.in_(script_ids), run.c.status == "finished")
    newest = select(run.c.script_id, func.max(run.c.ended_at).label("last")).where(theirs).group_by(run.c.script_id)
    return {row.script_id: row.last for row in tx.run(newest)}


def version_finished(tx: Transaction, participant_id: str, script_id: str) -> str | None:
    """The script as it was when this participant last finished it (JSON); None: they never have."""
    of_this = and_(script_version.c.script_id == run.c.script_id, script_version.c.version == run.c.version)
    theirs = and_(run.c.participant_id == participant_id, run.c.script_id == script_id, run.c.status == "finished")
    newest = select(script_version.c.body).join_from(run, script_version, of_this).where(theirs)
    found: str | None = tx.run(newest.order_by(run.c.seq.desc()).limit(1)).scalar()
    return found


def abandon(tx: Transaction, participant_id: str) -> None:
    """Close whatever is still live as abandoned: something else is begun."""
    lives = and_(run.c.participant_id == participant_id, run.c.status.in_(LIVE))
    tx.run(update(run).where(lives).values(status="abandoned", ended_at=now()))


def find(
    tx: Transaction, participant_id: str | None = None, since: datetime | None = None, limit: int | None = None
) -> list[RunRow]:
    """Runs, newest first."""
    query = select(run).order_by(run.c.seq.desc())
    if participant_id is not None:
        query = query.where(run.c.participant_id == participant_id)
    if since is not None:
        query = query.where(run.c.started_at >= since)
    if limit is not None:
        query = query.limit(limit)
    return [_read(tx, row) for row in tx.run(query).all()]


def add_answer(tx: Transaction, run_id: str, step: str, kind: str, text: str, value: Any, sharing: str) -> None:
    """Store one answer: its words, the value read from them, and who may see it."""
    answer_id = new_id()
    number, words = answer_columns(text, value)
    body = tx.keys.seal(words, "answer.body", answer_id)
    what = {"run_id": run_id, "step": step, "kind": kind, "number": number, "body": body, "sharing": sharing}
    tx.run(_ADD_ANSWER, {"id": answer_id, **what, "given_at": now()})


def answer_columns(text: str, value: Any) -> tuple[int | None, str]:
    """The number of an answer, if it is one, and what is to be sealed of it."""
    number = value if isinstance(value, int) else None
    return number, json.dumps({"text": text, "value": None if number is not None else value})


def retract(tx: Transaction, run_id: str, step: str) -> None:
    """The person went back over this step: its latest answer is kept, marked as taken back.

    With it goes what was said at this step without answering it. Answers of earlier rounds of a loop still stand.
    """
    theirs = and_(answer.c.run_id == run_id, answer.c.step == step, answer.c.retracted_at.is_(None))
    answered = select(answer.c.seq).where(and_(theirs, answer.c.kind != "unclear")).order_by(answer.c.seq.desc())
    _latest, earlier = [*tx.run(answered.limit(2)).scalars(), 0, 0][:2]
    tx.run(update(answer).where(and_(theirs, answer.c.seq > earlier)).values(retracted_at=now()))


def set_sharing(tx: Transaction, run_id: str, sharing: str, kinds: Sequence[str]) -> None:
    """Share or keep the answers of these kinds in a run; what was taken back stays as it is."""
    theirs = and_(answer.c.run_id == run_id, answer.c.kind.in_(kinds), answer.c.retracted_at.is_(None))
    tx.run(update(answer).where(theirs).values(sharing=sharing))


def answers(tx: Transaction, run_id: str) -> list[AnswerRow]:
    """All answers of a run in the order they were given, those taken back included."""
    rows = tx.run(select(answer).where(answer.c.run_id == run_id).order_by(answer.c.seq)).all()
    return [_read_answer(tx, row) for row in rows]


def _read_answer(tx: Transaction, row: Any) -> AnswerRow:
    body = json.loads(tx.keys.unseal(row.body, "answer.body", row.id))
    return AnswerRow(
        row.run_id,
        row.step,
        row.kind,
        row.number,
        body["text"],
        body["value"],
        row.sharing,
        row.given_at,
        row.retracted_at,
    )


def _read(tx: Transaction, row: Any) -> RunRow:
    return RunRow(
        row.id,
        row.participant_id,
        row.script_id,
        row.version,
        row.origin,
        row.status,
        row.step,
        json.loads(tx.keys.unseal(row.state, "run.state", row.id)),
        row.distress_before,
        row.distress_after,
        row.helped,
        json.loads(tx.keys.unseal(row.tags, "run.tags", row.id)),
        row.started_at,
        row.last_at,
        row.ended_at,
    )


def _seal(tx: Transaction, column: str, row_id: str, data: object) -> bytes:
    return tx.keys.seal(json.dumps(data), column, row_id)
