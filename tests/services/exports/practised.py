"""Runs of every kind for exports, and the dossier that they make."""

from __future__ import annotations

from datetime import datetime

from bot.scripts.schema import Script
from bot.services.exports import Dossier, gather
from tests.services.insight.watched import Given, Watched

CANARY = "purple canary"
SHARED = "my sister called"
TOLD: Given = ("line", "text", SHARED, None, "share")
KEPT: Given = ("line", "text", CANARY, None, "keep")
MOOD: Given = ("mood", "number", "3", 3, "share")
SLEEP: Given = ("sleep", "choice", "Too little", "too_little", "share")


def dossier(watched: Watched, since: datetime | None = None, until: datetime | None = None) -> Dossier:
    with watched.database.reading() as tx:
        return gather(tx, watched.known(tx), watched.seen(tx), since, until)


def measure(watched: Watched, script_id: str, items: int) -> Script:
    """A measure of so many items from 0 to 3."""
    like = watched.library.scripts["mood_check_in"]
    item = {**like.steps[0].dict(), "highest": 3, "next": []}
    steps = [{**item, "id": f"item{number}", "question": f"Item {number}?"} for number in range(1, items + 1)]
    changed = {"id": script_id, "name": script_id.upper(), "kind": "measure", "steps": steps, "version": "m1"}
    return Script.parse_obj({**like.dict(), **changed})


def answered(*points: int) -> list[Given]:
    return [(f"item{number}", "number", str(one), one, "share") for number, one in enumerate(points, 1)]


def everything(watched: Watched) -> dict[str, str]:
    """One run of each kind and an incident; what was run to its id."""
    prep = [("want", "text", SHARED, None, "share"), ("private", "text", "to listen", None, "share")]
    return {
        "exercise": watched.runs("five_senses", rated=(8, 3), trigger="work", origin="assigned"),
        "check_in": watched.runs("mood_check_in", MOOD, SLEEP, TOLD, rated=(6, None)),
        "kept": watched.runs("mood_check_in", MOOD, KEPT),
        "prep": watched.runs("session_prep_group", *prep),
        "prep_kept": watched.runs("session_prep_group", ("want", "text", CANARY, None, "keep")),
        "measure": watched.runs("", *answered(1, 1, 1, 1, 1, 1, 1, 1, 2), script=measure(watched, "phq9", 9)),
        "incident": watched.worries(),
    }
