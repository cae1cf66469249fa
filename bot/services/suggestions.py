"""What to offer: the menu, and after a check-in first what has helped this person before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from bot.db import runs
from bot.db.chats import Chat
from bot.db.database import Transaction
from bot.db.runs import RunRow
from bot.scripts.library import Library
from bot.scripts.schema import Need, Script
from bot.services.fitting import fitting

__all__ = ["Script"]

MOST = 3
_RECENT_RUNS = 200


def helpful(tx: Transaction, chat: Chat, library: Library, need: str | None) -> list[Script]:
    """Up to three exercises: those after which this person's distress fell, then those that suit the need.

    None that their cautions speak against.

    Among the helpful ones, those that suit the need come first, then the larger median fall.
    """
    library = fitting(tx, chat.participant_id, library)
    fall = _median_fall(runs.find(tx, chat.participant_id, limit=_RECENT_RUNS))
    eased = sorted((sid for sid, by in fall.items() if by > 0), key=lambda sid: -fall[sid])
    exercises = {sid: script for sid, script in library.scripts.items() if script.kind == "exercise"}
    suited = [sid for sid, script in exercises.items() if need and Need(need) in script.helps_with]
    worse = {sid for sid, by in fall.items() if by < 0}
    ranked = [sid for sid in eased if sid in suited] + eased + [sid for sid in suited if sid not in worse]
    return [exercises[sid] for sid in dict.fromkeys(ranked) if sid in exercises][:MOST]


def _median_fall(rows: Iterable[RunRow]) -> dict[str, float]:
    """Script id to the median fall of distress over its runs (points of 0–10; negative: it rose)."""
    falls: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.distress_before is not None and row.distress_after is not None:
            falls[row.script_id].append(row.distress_before - row.distress_after)
    return {script_id: median(values) for script_id, values in falls.items()}
