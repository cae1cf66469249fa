"""Two caseloads, and one of everything that an address can name, for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import randrange

from flask import Flask

from bot.db import assignments, caseloads, chats, groups, legal_holds, participants, sessions, staff_sessions
from bot.db.chats import Chat
from bot.db.database import Database
from bot.db.ids import now
from bot.services.staff.rights import Role
from tests.services.duty import Team
from tests.services.staff.people import Account, account


@dataclass(frozen=True)
class Side:
    """A therapist, and a participant whom nobody else of the therapists looks after."""

    database: Database
    therapist: Account
    chat: Chat

    @property
    def participant(self) -> str:
        return self.chat.participant_id

    @property
    def team(self) -> Team:
        return Team(self.database, self.chat)


@dataclass(frozen=True)
class World:
    own: Side
    other: Side
    lead: Account
    author: Account
    administrator: Account


def world(database: Database) -> World:
    return World(
        _side(database, "own"),
        _side(database, "other"),
        account(database, Role.LEAD),
        account(database, Role.AUTHOR),
        account(database, Role.ADMINISTRATOR),
    )


def _side(database: Database, name: str) -> Side:
    therapist = account(database, email=f"{name}@example.org")
    with database.transaction() as tx:
        participant = participants.add(tx, name=f"{name.title()} Sample", language="en", time_zone=None)
        caseloads.add(tx, participant, therapist.row.id)
        return Side(database, therapist, chats.add(tx, participant, "web", name))


def _own_session(side: Side) -> str:
    with side.database.transaction() as tx:
        staff_sessions.save(tx, f"elsewhere of {side.therapist.row.email}", side.therapist.row.id, "{}")
        return next(row.id for row in staff_sessions.of_staff(tx, side.therapist.row.id) if row.body == "{}")


def _assignment(side: Side) -> str:
    with side.database.transaction() as tx:
        return assignments.add(tx, side.participant, "box_breathing", ["mon"], "18:00")


def _meeting(side: Side) -> str:
    with side.database.transaction() as tx:
        sessions.add(tx, side.participant, "individual", now() + timedelta(days=1, seconds=randrange(10**6)), 50)
        return sessions.find(tx, side.participant)[-1].id


def _cover(side: Side) -> str:
    with side.database.transaction() as tx:
        until = now() + timedelta(days=1)
        return caseloads.add(tx, side.participant, side.therapist.row.id, cover=True, until_at=until)


def _hold(side: Side) -> str:
    with side.database.transaction() as tx:
        return legal_holds.lay(tx, side.participant, side.therapist.row.id, "a synthetic reason")


def _group(side: Side) -> str:
    with side.database.transaction() as tx:
        return groups.add(tx, "Synthetic group", side.therapist.row.id)


NAMED: Mapping[str, Callable[[Side], str]] = {
    "participant_id": lambda side: side.participant,
    "incident_id": lambda side: side.team.raised(f"test:{side.participant}").id,
    "assignment_id": _assignment,
    "meeting_id": _meeting,
    "cover_id": _cover,
    "hold_id": _hold,
    "group_id": _group,
    "staff_id": lambda side: side.therapist.row.id,
    "own_session_id": _own_session,
}
"""Part of an address to what makes such a thing for one side. A new part without a line here fails the matrix."""

FREE: Mapping[str, str] = {
    "kind": "individual",
    "format": "json",
    "code": "nothing",
    "filename": "web.css",
    "picture": "distress",
}
"""Parts that name nobody, and something that can stand there."""


def filled(app: Flask, path: str, side: Side) -> str:
    """An address with this side's ids in it."""
    route = next(one for one in app.url_map.iter_rules() if one.rule == path)
    for name in route.arguments:
        value = NAMED[name](side) if name in NAMED else FREE[name]
        path = path.replace(f"<{name}>", value)
    return path
