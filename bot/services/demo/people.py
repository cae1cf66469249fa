"""Who takes part in the demo: invented people, marked as synthetic, whose chats lead nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.db import bulk
from bot.db.bulk import Row
from bot.db.database import Transaction
from bot.schedule.walls import moment_of, wall_of
from bot.scripts.schema import Caution
from bot.services.chat_words import Purpose
from bot.services.demo import arcs
from bot.services.demo.arcs import Arc
from bot.services.demo.chance import chance
from bot.services.demo.content import Content

CHANNEL = "demo"
"""No channel that can be sent to: what is stored for such a chat is shown to nobody."""
LEE, SAM, KIM = "lee", "sam", "kim"
"""Whose caseload: two therapists and the clinical lead, see ``staff``."""
_CAST: tuple[tuple[str, Arc, str, str], ...] = (
    ("en", arcs.IMPROVING, LEE, "Ana Sample"),
    ("en", arcs.STUCK, LEE, "Ben Example"),
    ("en", arcs.UP_AND_DOWN, LEE, "Carla Sample"),
    ("en", arcs.GONE_QUIET, LEE, "Daniel Example"),
    ("es", arcs.IMPROVING, LEE, "Elena Sample"),
    ("en", arcs.NEW, LEE, "Farid Example"),
    ("en", arcs.STEPPING_DOWN, LEE, "Grace Sample"),
    ("en", arcs.STUCK, LEE, "Hugo Example"),
    ("en", arcs.UP_AND_DOWN, LEE, "Iris Sample"),
    ("en", arcs.IMPROVING, LEE, "Jonas Example"),
    ("en", arcs.UP_AND_DOWN, LEE, "Kaya Sample"),
    ("en", arcs.ALUMNI, LEE, "Liam Example"),
    ("en", arcs.IMPROVING, SAM, "Mina Sample"),
    ("en", arcs.WITHDRAWN, SAM, "Noah Example"),
    ("en", arcs.UP_AND_DOWN, SAM, "Olga Sample"),
    ("en", arcs.NEW, KIM, "Pablo Example"),
)
CAST = len(_CAST)
_CAUTIONS = {6: (Caution.BREATH,), 9: (Caution.CARDIAC,)}
"""By number: what they must not practise with."""
AFTERCARE_DAYS, DISCHARGED_DAYS = 30, 6
"""From now on, and ago."""
EVERY_SO_MANY_SPANISH = 6


@dataclass(frozen=True)
class Person:
    """``number`` counts from 0; ``caseload``: LEE, SAM or KIM; ``arc``: the name of their course."""

    number: int
    id: str
    chat_id: str
    name: str
    language: str
    course: Arc
    caseload: str
    joined: datetime
    cautions: tuple[Caution, ...] = ()

    @property
    def arc(self) -> str:
        return self.course.name


def cast(content: Content, count: int, seed: int, first: datetime, moment: datetime) -> list[Person]:
    """So many people: the sixteen of the demo, then others on Sam's caseload. ``first``: when the weeks begin."""
    return [_person(content, number, chance(seed, "person", number), first, moment) for number in range(count)]


def new_id(rng: Random) -> str:
    """An id like any other, and the same for the same seed."""
    return f"{rng.getrandbits(128):032x}"


def store(tx: Transaction, content: Content, everybody: list[Person], moment: datetime) -> None:
    """They, their chats, the links that they opened, and what they agreed to."""
    bulk.add(tx, "participant", [_participant(one, content.rules.time_zone, moment) for one in everybody])
    bulk.add(tx, "chat", [_chat(tx, one) for one in everybody])
    bulk.add(tx, "enrolment", [_enrolment(tx, one) for one in everybody])
    bulk.add(tx, "consent", [row for one in everybody for row in _consents(content, one, moment)])


def _person(content: Content, number: int, rng: Random, first: datetime, moment: datetime) -> Person:
    if number < CAST:
        language, arc, caseload, name = _CAST[number]
    else:
        language = "es" if number % EVERY_SO_MANY_SPANISH == 0 else "en"
        arc, caseload, name = arcs.USUAL[number % len(arcs.USUAL)], SAM, _name(content, number - CAST)
    joined = first - timedelta(hours=2) if arc.joined is None else moment - timedelta(days=arc.joined)
    ids = new_id(rng), new_id(rng)
    return Person(number, *ids, name, language, arc, caseload, joined, _CAUTIONS.get(number, ()))


def _name(content: Content, number: int) -> str:
    """Each is given once; when they are used up they come again with a number."""
    given, family = content.bank.names.given, content.bank.names.family
    again, place = divmod(number, len(given) * len(family))
    name = f"{given[place % len(given)]} {family[(place // len(given) + place + 2) % len(family)]}"
    return name if not again else f"{name} {again + 1}"


def _participant(one: Person, zone: ZoneInfo, moment: datetime) -> Row:
    over = one.course is arcs.ALUMNI
    return {
        "id": one.id,
        "language": one.language,
        "synthetic": True,
        "created_at": one.joined,
        "name": one.name,
        "phase": one.course.phase,
        "discharged_at": moment - timedelta(days=DISCHARGED_DAYS) if over else None,
        "aftercare_until": _midnight(zone, moment + timedelta(days=AFTERCARE_DAYS)) if over else None,
        "cautions": json.dumps(sorted(caution.value for caution in one.cautions)) if one.cautions else None,
    }


def _midnight(zone: ZoneInfo, moment: datetime) -> datetime:
    """The end of that day on the wall."""
    day_after = wall_of(moment, zone).date() + timedelta(days=1)
    return moment_of(datetime.combine(day_after, time()), zone)


def _chat(tx: Transaction, one: Person) -> Row:
    place = {"address": one.id, "address_index": bulk.address_index(tx, CHANNEL, one.id)}
    said = {"program_said_at": one.joined, "created_at": one.joined}
    return {"id": one.chat_id, "participant_id": one.id, "channel": CHANNEL, **place, **said}


def _enrolment(tx: Transaction, one: Person) -> Row:
    made = one.joined - timedelta(hours=1)
    return {
        "id": new_id(chance("enrolment", one.id)),
        "participant_id": one.id,
        "code_hash": tx.keys.index(f"demo:{one.id}"),
        "made_at": made,
        "expires_at": made + timedelta(days=7),
        "used_at": one.joined,
        "chat_id": one.chat_id,
    }


def _consents(content: Content, one: Person, moment: datetime) -> list[Row]:
    """Everybody agreed to the care team's purpose; one has taken that back since."""
    rng = chance("consent", one.id)
    given = {Purpose.CARE_TEAM: True, Purpose.FAMILY: rng.random() < 0.5, Purpose.RESEARCH: rng.random() < 0.4}
    decided = [(purpose, yes, one.joined + timedelta(seconds=60)) for purpose, yes in given.items()]
    if one.course is arcs.WITHDRAWN:
        decided.append((Purpose.CARE_TEAM, False, moment - timedelta(days=one.course.quiet - 1)))
    return [
        {
            "id": new_id(rng),
            "participant_id": one.id,
            "purpose": purpose.value,
            "version": content.chat_words.consent.purposes[purpose].version,
            "given": yes,
            "at": at,
        }
        for purpose, yes, at in decided
    ]
