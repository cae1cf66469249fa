"""The demo's staff: five accounts that nobody can open until a link for them is made, and whose caseload is whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import caseloads, groups, staff
from bot.db import staff_links as links
from bot.db.database import Database, Transaction
from bot.escalation.schema import Escalation
from bot.services.demo import arcs
from bot.services.demo.clock import at
from bot.services.demo.content import Content
from bot.services.demo.people import CAST, KIM, LEE, SAM, Person
from bot.services.staff import accounts, auditing
from bot.services.staff.accounts import StaffLink
from bot.services.staff.rights import Role
from bot.services.staff.second_factor import code_of, new_secret

MAIL = "{}@demo.invalid"
"""An address that can never exist (RFC 2606); by it the accounts are known again."""
ALEX, ROBIN = "alex", "robin"
STAFF: dict[str, tuple[str, Role]] = {
    LEE: ("Dr. Lee Sample", Role.THERAPIST),
    SAM: ("Sam Example", Role.THERAPIST),
    KIM: ("Kim Sample", Role.LEAD),
    ALEX: ("Alex Example", Role.AUTHOR),
    ROBIN: ("Robin Sample", Role.ADMINISTRATOR),
}
_PERSONS = {LEE: 0, SAM: 1, KIM: -1}
"""Who they are among the people of the escalation file, by place."""
_INVENTED = "Example"
COVERED = (3, 6)
"""Numbers of Lee's people whom Sam covers for some days."""
GROUP = "Morning group"
SKILL = "five_senses"


@dataclass(frozen=True)
class SignIn:
    """What opens an account, for tests and screenshots: never printed."""

    staff_id: str
    email: str
    password: str
    secret: str


def hire(tx: Transaction, content: Content, everybody: list[Person], moment: datetime) -> dict[str, str]:
    """Accounts, caseloads and one group; returns key to id. No account can be signed in to."""
    ids = {key: _account(tx, content.guard.desk.escalation, key) for key in STAFF}
    for one in everybody:
        caseloads.add(tx, one.id, ids[one.caseload], from_at=one.joined)
    for one in (one for one in everybody if one.number in COVERED):
        span = {"from_at": moment - timedelta(days=2), "until_at": moment + timedelta(days=5)}
        caseloads.add(tx, one.id, ids[SAM], cover=True, **span)
    _group(tx, ids[LEE], everybody)
    auditing.record(tx, auditing.SYSTEM, "demo_made", None, f"{len(everybody)} participants")
    for key in (LEE, SAM, KIM):
        with at(moment - timedelta(days=1)):
            row = staff.get(tx, ids[key])
            assert row is not None, "it was made just now"
            staff.begin_visit(tx, row)
    return ids


def staff_links(database: Database) -> dict[str, StaffLink]:
    """Name to a single-use link by which each account of the demo is set up, anew if it was before; show them once."""
    with database.transaction() as tx:
        ids = known(tx)
        return {STAFF[key][0]: accounts.invite_again(tx, auditing.SYSTEM, ids[key]) for key in ids}


def set_up_staff(database: Database, password: str) -> dict[str, SignIn]:
    """Every account of the demo, by its key, ready with this password and a secret of its own: for tests alone.

    Raises WeakPassword.
    """
    made = {}
    with database.transaction() as tx:
        for key, staff_id in known(tx).items():
            link = accounts.invite_again(tx, auditing.SYSTEM, staff_id)
            name, email, secret = STAFF[key][0], MAIL.format(key), new_secret()
            given = {"password": password, "secret": secret, "code": code_of(secret)}
            accounts.set_up(tx, link.code, name=name, email=email, **given)
            made[key] = SignIn(staff_id, email, password, secret)
    return made


def known_staff(database: Database) -> bool:
    """Whether there are accounts of a demo."""
    with database.reading() as tx:
        return bool(known(tx))


def known(tx: Transaction) -> dict[str, str]:
    """The demo's accounts that are there: key to id."""
    rows = {key: staff.by_email(tx, MAIL.format(key)) for key in STAFF}
    return {key: row.id for key, row in rows.items() if row is not None}


def _account(tx: Transaction, escalation: Escalation, key: str) -> str:
    name, role = STAFF[key]
    person = _person(escalation, key)
    link = accounts.invite(tx, auditing.SYSTEM, email=MAIL.format(key), name=name, role=role, person=person)
    links.revoke(tx, link.staff_id)
    return link.staff_id


def _person(escalation: Escalation, key: str) -> str | None:
    """Only while the file names its examples: a demo account must not act in the name of somebody real."""
    if key not in _PERSONS:
        return None
    person = escalation.people[min(_PERSONS[key], len(escalation.people) - 1)]
    return person.id if _INVENTED in person.name else None


def _group(tx: Transaction, facilitator: str, everybody: list[Person]) -> None:
    """Of Lee's people who are still with the program."""
    group_id = groups.add(tx, GROUP, facilitator)
    groups.set_skill(tx, group_id, SKILL)
    for one in everybody:
        if one.number < CAST and one.caseload == LEE and one.course is not arcs.ALUMNI:
            groups.add_member(tx, group_id, one.id)
