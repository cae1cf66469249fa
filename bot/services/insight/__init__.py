"""What happened between sessions, as a therapist asks it: one module a question, over the caller's transaction.

Everything about one participant begins with ``look_at``: it knows whether their practice may be shown.
"""

from bot.insight.helps import Change
from bot.insight.medians import FEWEST_RUNS
from bot.insight.small_cells import SMALLEST_CELL, Split
from bot.insight.then_and_now import Comparison, Side
from bot.insight.weeks import Week
from bot.services.insight.caseload import Glance, LatestLine, MeetingLine, overview
from bot.services.insight.charts import Point, RatedRun, ScaleSeries, Series, series
from bot.services.insight.entries import RunEntry, Score, SharedAnswer
from bot.services.insight.groups import Completion, completion
from bot.services.insight.helping import (
    Dose,
    Helped,
    SameTrigger,
    TriggersThenAndNow,
    practice_done,
    then_and_now,
    what_helps,
)
from bot.services.insight.meetings import next_sessions
from bot.services.insight.people import CareConsent, NoSuchParticipant, Person, look_at, look_at_all
from bot.services.insight.places import NoSuchPlace
from bot.services.insight.scripts import Catalogue, Title, catalogue
from bot.services.insight.timelines import Filters, IncidentEntry, Timeline, timeline

__all__ = [
    "FEWEST_RUNS",
    "SMALLEST_CELL",
    "CareConsent",
    "Catalogue",
    "Change",
    "Comparison",
    "Completion",
    "Dose",
    "Filters",
    "Glance",
    "Helped",
    "IncidentEntry",
    "LatestLine",
    "MeetingLine",
    "NoSuchParticipant",
    "NoSuchPlace",
    "Person",
    "Point",
    "RatedRun",
    "RunEntry",
    "SameTrigger",
    "ScaleSeries",
    "Score",
    "Series",
    "SharedAnswer",
    "Side",
    "Split",
    "Timeline",
    "Title",
    "TriggersThenAndNow",
    "Week",
    "catalogue",
    "completion",
    "look_at",
    "look_at_all",
    "next_sessions",
    "overview",
    "practice_done",
    "series",
    "then_and_now",
    "timeline",
    "what_helps",
]
