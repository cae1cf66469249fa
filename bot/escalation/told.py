"""What may truthfully be said about who was told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.escalation.ladder import Climb
from bot.escalation.rota import is_staffed, next_staffed
from bot.escalation.schema import DAYS, Escalation

_DAYS = {
    "en": tuple(day.capitalize() for day in DAYS),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
}
_NEAR = {"en": ("today", "tomorrow"), "es": ("hoy", "mañana")}


@dataclass(frozen=True)
class Told:
    """``at``: in words for the participant, when staff are next on duty; only ``after_hours``, empty when unknown."""

    state: Literal["nobody", "staffed", "after_hours", "drill"]
    at: str = ""


def told(
    escalation: Escalation,
    kind: str,
    moment: datetime,
    connected: Collection[str],
    language: str = "en",
    *,
    drill: bool = False,
    phase: str = "",
) -> Told:
    """Who an incident of this kind, in this phase of the program, reaches now.

    ``connected``: names of the addresses that can be sent to.
    """
    climb = Climb(escalation, escalation.ladder_of(kind, phase))
    return told_by(climb, escalation, moment, connected, language, drill=drill)


def told_by(
    climb: Climb,
    escalation: Escalation,
    moment: datetime,
    connected: Collection[str],
    language: str = "en",
    *,
    drill: bool = False,
) -> Told:
    """Who this very ladder, frozen or not, reaches now; ``escalation`` says when staff are there."""
    if not _reachable(climb, moment, connected):
        return Told("nobody")
    if drill:
        return Told("drill")
    if is_staffed(escalation, moment):
        return Told("staffed")
    opens = next_staffed(escalation, moment)
    return Told("after_hours", _in_words(opens, moment, language) if opens else "")


def _reachable(climb: Climb, moment: datetime, connected: Collection[str]) -> bool:
    steps = (climb.step(number, moment) for number in range(len(climb.ladder.rungs)))
    return any(address in connected for step in steps for _, address in step.channels)


def _in_words(opens: datetime, moment: datetime, language: str) -> str:
    """ "today at 5:00 PM", "Monday at 8:30 AM"; with the date when it is more than six days ahead."""
    language = language if language in _DAYS else "en"
    ahead = (opens.date() - moment.astimezone(opens.tzinfo).date()).days
    day = _NEAR[language][ahead] if ahead < len(_NEAR[language]) else _DAYS[language][opens.weekday()]
    if ahead > timedelta(days=6).days:
        day += f" {opens.month}/{opens.day}" if language == "en" else f" {opens.day}/{opens.month}"
    if language == "es":
        return f"{day} a {'la' if opens.hour in (1, 13) else 'las'} {opens.hour}:{opens.minute:02}"
    return f"{day} at {opens.hour % 12 or 12}:{opens.minute:02} {'AM' if opens.hour < 12 else 'PM'}"
