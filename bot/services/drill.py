"""A drill: a marked test crisis goes through the live system, and what becomes of it is timed hop by hop."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.db import inbox, outbox, screenings
from bot.db.database import Database
from bot.db.ids import new_id, now
from bot.db.inbox import Incoming
from bot.db.notices import FAILED, PAGE, SENT, NoticeRow
from bot.escalation.ladder import thaw
from bot.escalation.schema import Escalation
from bot.services import conversation, incidents, people
from bot.services.guard import Guard
from bot.services.incidents import Desk, IncidentRow, NotAllowed, Refused, State
from bot.services.incidents.staff import MESSAGE

TEXT = "This is a drill. I want to kill myself."
"""Plain enough for every version of the lexicon. Whoever reads it sees what it is."""
RUNG_SECONDS = 4.0
"""Between the rungs of a drill that climbs."""
PATIENCE_SECONDS = 30.0
"""How long the last rung has to be told."""
NOTE = "Drill."
_LOOK_SECONDS = 0.05


def receive_drill(database: Database, guard: Guard, key: str, climb: bool) -> None:
    """The gateway's side: take the drill's message in as any other. The incident keeps the ladder of the desk here."""
    with database.transaction() as tx:
        chat = people.drill_chat(tx)
    desk = compressed(guard.desk) if climb else guard.desk
    conversation.receive_text(database, replace(guard, desk=desk), chat.id, key, TEXT)


@dataclass(frozen=True)
class Hop:
    """One stage, in seconds since the message was sent; None when it was never seen."""

    name: str
    seconds: float | None


@dataclass(frozen=True)
class Told:
    """One notice. ``outcome`` is "sent", or the code of what went wrong last."""

    rung: int
    person: str
    channel: str
    outcome: str
    seconds: float | None


@dataclass(frozen=True)
class Report:
    """``rungs`` were to be reached; ``reached`` are those where at least one notice went out."""

    hops: Sequence[Hop]
    notices: Sequence[Told]
    rungs: int
    reached: frozenset[int]
    incident_id: str | None
    acknowledged_by: str | None = None
    resolved: bool = False

    @property
    def passed(self) -> bool:
        return (
            self.resolved
            and all(hop.seconds is not None for hop in self.hops)
            and self.reached >= set(range(self.rungs))
        )


@dataclass
class Drill:
    """One run. ``by`` is the person of the escalation file who resolves it at the end.

    ``send``: brings the drill's message to the running gateway; called with its key and whether it is to climb.
    """

    database: Database
    desk: Desk
    by: str
    send: Callable[[str, bool], None]
    climb: bool = False
    patience: float = PATIENCE_SECONDS
    _sent_at: datetime = field(default_factory=now)
    _taken_at: datetime | None = None

    def run(self) -> Report:
        """Send, wait, resolve.

        Raises:
            NotAllowed: ``by`` is nobody of the escalation file.
            DatabaseUnavailable: the drill could not be stored.
        """
        if self.by not in self.desk.escalation.people_by_id:
            raise NotAllowed(f"`{self.by}` is nobody of `people` in data/safety/escalation.yml")
        message = self._send()
        incident = self._incident_of(message) if message else None
        if message is None or incident is None:
            return Report(self._hops(message, None), (), 1, frozenset(), None)
        try:
            self._wait(incident.id)
            report = self._report(message, self._current(incident.id))
        finally:
            self._close(incident.id)
        return replace(report, resolved=self._current(incident.id).state == State.RESOLVED)

    def _send(self) -> Incoming | None:
        key = f"drill-{new_id()}"
        self._sent_at = now()
        self.send(key, self.climb)
        with self.database.transaction() as tx:
            chat = people.drill_chat(tx)
            return next((one for one in reversed(inbox.recent(tx, chat.id, 50)) if one.key == key), None)

    def _incident_of(self, message: Incoming) -> IncidentRow | None:
        found = incidents.list_incidents(self.database)
        own = f"{MESSAGE}{message.id}"
        return next((one for one in found if one.drill and f"{one.cause}:".startswith(f"{own}:")), None)

    def _current(self, incident_id: str) -> IncidentRow:
        return incidents.get_incident(self.database, incident_id)

    def _wait(self, incident_id: str) -> None:
        """Until every rung that is to be told has been, somebody acknowledges, or patience ends."""
        rungs = self._rungs(self._current(incident_id))
        ends = time.monotonic() + self.patience + (rungs - 1) * RUNG_SECONDS
        while time.monotonic() < ends:
            incident, notices = self._current(incident_id), self._notices(incident_id)
            if self._taken_at is None and any(one.fence for one in notices):
                self._taken_at = now()
            settled = incident.step >= rungs and all(one.state in (SENT, FAILED) for one in notices)
            if settled or incident.state == State.ACKNOWLEDGED:
                return
            time.sleep(_LOOK_SECONDS)

    def _rungs(self, incident: IncidentRow) -> int:
        return len(thaw(incident.ladder).ladder.rungs) if self.climb else 1

    def _notices(self, incident_id: str) -> list[NoticeRow]:
        return [one for one in incidents.notices_of(self.database, incident_id) if one.purpose == PAGE]

    def _report(self, message: Incoming, incident: IncidentRow) -> Report:
        notices = self._notices(incident.id)
        rungs = self._rungs(incident)
        reached = frozenset(one.step for one in notices if one.state == SENT)
        told = [Told(one.step, one.person, one.channel, _outcome(one), self._since(one.sent_at)) for one in notices]
        return Report(self._hops(message, incident), told, rungs, reached, incident.id, incident.acknowledged_by)

    def _hops(self, message: Incoming | None, incident: IncidentRow | None) -> list[Hop]:
        screened, replies = None, []
        if message:
            with self.database.reading() as tx:
                screened = screenings.get(tx, message.id)
                replies = [one.at for one in outbox.recent(tx, message.chat_id, 50) if one.at >= message.at]
        moments = {
            "stored": message.at if message else None,
            "screened": screened.at if screened else None,
            "incident opened": incident.opened_at if incident else None,
            "safety reply stored": min(replies, default=None),
            "first page taken": self._taken_at,
        }
        return [Hop(name, self._since(moment)) for name, moment in moments.items()]

    def _since(self, moment: datetime | None) -> float | None:
        return None if moment is None else max(0.0, (moment - self._sent_at).total_seconds())

    def _close(self, incident_id: str) -> None:
        """Also when the drill was broken off. Somebody else may have taken it; it is resolved all the same."""
        with suppress(Refused):
            incidents.acknowledge(self.database, self.desk, incident_id, self.by)
        with suppress(Refused):
            incidents.resolve(self.database, self.desk, incident_id, self.by, NOTE)


def compressed(desk: Desk) -> Desk:
    """The same ladders with a few seconds between the rungs."""
    data = json.loads(desk.escalation.json(by_alias=True))
    for ladder in data["ladders"].values():
        for number, rung in enumerate(ladder["rungs"]):
            rung["after"] = number * RUNG_SECONDS / 60
        ladder["repeat_minutes"] = 60
    return replace(desk, escalation=Escalation.parse_obj(data))


def _outcome(notice: NoticeRow) -> str:
    return SENT if notice.state == SENT else notice.error or notice.state
