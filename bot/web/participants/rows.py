"""The rows of a caseload: whom a search finds, a page of them, and what each row says."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.database import Transaction
from bot.schedule.rules import Rules
from bot.services import insight
from bot.services.insight import Glance, MeetingLine
from bot.services.staff.caseload import Label

ROWS_A_PAGE = 50
NEW = timedelta(days=7)
"""Runs of the last week are new: who looks after twelve people sees each of them about as often."""


@dataclass(frozen=True)
class Row:
    """``session``: today's first that is not over, or else the next one; ``today``: whether it is today's."""

    label: Label
    glance: Glance
    session: MeetingLine | None
    today: bool


@dataclass(frozen=True)
class Sheet:
    """One page of a caseload. ``page`` counts from 1."""

    rows: tuple[Row, ...]
    page: int
    pages: int
    found: int


def sheet(tx: Transaction, rules: Rules, labels: Sequence[Label], page: int, moment: datetime) -> Sheet:
    """This page of these, the nearest there is; eight queries, however many there are."""
    pages = max(1, -(-len(labels) // ROWS_A_PAGE))
    place = min(max(1, page), pages)
    shown = labels[(place - 1) * ROWS_A_PAGE : place * ROWS_A_PAGE]
    glances = insight.overview(tx, rules, [one.id for one in shown], moment - NEW, moment)
    ahead = insight.next_sessions(tx, [one.id for one in shown], moment)
    named = {one.id: one for one in shown}
    rows = tuple(_row(named[one.person.id], one, ahead.get(one.person.id), moment) for one in glances)
    return Sheet(rows, place, pages, len(labels))


def named_like(labels: Sequence[Label], text: str) -> list[Label]:
    """Those with this text in their names, capitals and accents alike; all where it is empty."""
    wanted = _bare(text)
    return [one for one in labels if not wanted or wanted in _bare(one.name or "")]


def _row(label: Label, glance: Glance, ahead: MeetingLine | None, moment: datetime) -> Row:
    left = [one for one in glance.sessions if one.starts_at + timedelta(minutes=one.minutes) > moment]
    return Row(label, glance, left[0] if left else ahead, bool(left))


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(one for one in letters if not unicodedata.combining(one))
