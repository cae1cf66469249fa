"""Incidents: raised once for each cause, climbing until a person acknowledges, resolved with a note."""

from bot.db.incident_events import EventRow
from bot.db.incidents import IncidentRow
from bot.db.notices import NoticeRow
from bot.escalation.states import (
    AlreadyAcknowledged,
    AlreadyResolved,
    Level,
    NoNote,
    NotAcknowledged,
    NotAllowed,
    NotFound,
    Refused,
    Stale,
    State,
)
from bot.services.incidents.desk import Desk
from bot.services.incidents.raising import (
    Raised,
    answer_no,
    is_open,
    latest_open,
    of_cause,
    open_question,
    raise_incident,
    raise_to_page,
    recent_checks,
)
from bot.services.incidents.staff import (
    acknowledge,
    acknowledge_within,
    get_incident,
    history,
    list_incidents,
    may_resolve_within,
    notices_of,
    read_words,
    resolve,
    resolve_within,
)
from bot.services.incidents.times import SILENCE_CAUSE, climb, follow_up, promote_silent, remind

__all__ = [
    "SILENCE_CAUSE",
    "AlreadyAcknowledged",
    "AlreadyResolved",
    "Desk",
    "EventRow",
    "IncidentRow",
    "Level",
    "NoNote",
    "NotAcknowledged",
    "NotAllowed",
    "NotFound",
    "NoticeRow",
    "Raised",
    "Refused",
    "Stale",
    "State",
    "acknowledge",
    "acknowledge_within",
    "answer_no",
    "climb",
    "follow_up",
    "get_incident",
    "history",
    "is_open",
    "latest_open",
    "list_incidents",
    "may_resolve_within",
    "notices_of",
    "of_cause",
    "open_question",
    "promote_silent",
    "raise_incident",
    "raise_to_page",
    "read_words",
    "recent_checks",
    "remind",
    "resolve",
    "resolve_within",
]
