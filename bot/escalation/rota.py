"""Who is on duty at a moment, and whether the program is staffed then.

Everything is compared by the clock on the wall of the program's time zone. Each moment has exactly one such reading,
also in the nights when clocks change, so no moment falls between two shifts.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from bot.escalation.schema import DAY_MINUTES, DAYS, Escalation, Role, Shift, day_minutes, local_moment, week_minute

LOOK_AHEAD_DAYS = 60
"""How far the next staffed hour is looked for; longer holidays count as unknown."""


def on_duty(escalation: Escalation, name: str, moment: datetime) -> tuple[str, ...]:
    """Ids of the people behind a name of a ladder: a role's people now, or the person so named. Never empty."""
    role = escalation.rota.get(name)
    return (name,) if role is None else _of_role(role, _wall(escalation, moment))


def is_staffed(escalation: Escalation, moment: datetime) -> bool:
    """Whether the moment lies within staffed hours."""
    wall = _wall(escalation, moment)
    minute = wall.hour * 60 + wall.minute
    return any(start <= minute < end for start, end in _spans(escalation, wall.date()))


def next_staffed(escalation: Escalation, moment: datetime) -> datetime | None:
    """The start of the next staffed hours after the moment, in the program's time zone; None when there are none."""
    today = _wall(escalation, moment).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        for start, _end in sorted(_spans(escalation, day)):
            opens = _at(escalation, day, start)
            if opens > moment and is_staffed(escalation, opens):
                return opens.astimezone(escalation.zone)
    return None


def _of_role(role: Role, wall: datetime) -> tuple[str, ...]:
    """The last override that holds wins; else everybody whose shift it is; else the fallback."""
    for override in reversed(role.overrides):
        if local_moment(override.from_) <= wall < local_moment(override.to):
            return override.people
    minute = wall.weekday() * DAY_MINUTES + wall.hour * 60 + wall.minute
    people = (person for shift in role.shifts if _holds(shift, minute) for person in shift.people)
    return tuple(dict.fromkeys(people)) or role.fallback


def _holds(shift: Shift, minute: int) -> bool:
    """A shift that ends before it begins goes over the week's end; one that ends where it begins is always."""
    start, end = week_minute(shift.from_), week_minute(shift.to)
    if start < end:
        return start <= minute < end
    return minute >= start or minute < end


def _spans(escalation: Escalation, day: date) -> list[tuple[int, int]]:
    if day in escalation.closed:
        return []
    return [day_minutes(hours) for hours in escalation.staffed.get(DAYS[day.weekday()], ())]


def _wall(escalation: Escalation, moment: datetime) -> datetime:
    return moment.astimezone(escalation.zone).replace(tzinfo=None)


def _at(escalation: Escalation, day: date, minute: int) -> datetime:
    midnight = datetime.combine(day, time(), escalation.zone)
    return (midnight + timedelta(minutes=minute)).astimezone(timezone.utc)
