"""What a reminder says. Occasions of one kind that come together are one message, with a button for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.schedule.occasions import Kind, Occasion
from bot.schedule.quiet import Rhythm
from bot.schedule.rules import Rules
from bot.schedule.walls import wall_of
from bot.scripts.words import Words

Body = dict[str, Any]
"""One message as the outbox stores it: ``{"text": …, "buttons": [{"title": …, "payload": …}]}``."""
MENU = "/list_exercises"


def message(rules: Rules, rhythm: Rhythm, language: str, together: Sequence[Occasion], moment: datetime) -> Body:
    """``together``: one or more occasions of one kind, and for sessions of one day; not of ``STAFF_QUIET``."""
    text, button = _words(rules, rhythm, together[0], moment)
    begins = {_payload(one): one for one in together}
    labels = _labels(rhythm, list(begins.values()))
    title = button.to(language)
    buttons = [{"title": title + label, "payload": payload} for payload, label in zip(begins, labels, strict=True)]
    return {"text": text.to(language), "buttons": buttons}


def _words(rules: Rules, rhythm: Rhythm, one: Occasion, moment: datetime) -> tuple[Words, Words]:
    if one.kind is Kind.PREP:
        prep = rules.session_prep
        same_day = wall_of(one.about, rhythm.zone).date() == wall_of(moment, rhythm.zone).date()
        return (prep.today if same_day else prep.tomorrow), prep.button
    of_kind = {Kind.PRACTICE: rules.practice, Kind.AFTER: rules.after_session, Kind.QUIET: rules.quiet}[one.kind]
    return of_kind.text, of_kind.button


def _payload(one: Occasion) -> str:
    """What Rasa reads; the person sees the title only."""
    if one.kind is Kind.PRACTICE:
        return f"/practise{json.dumps({'script': one.script_id, 'origin': 'assigned'})}"
    if one.script_id is not None:
        return f"/practise{json.dumps({'script': one.script_id})}"
    return MENU + (json.dumps({"family": "session_prep"}) if one.kind is Kind.PREP else "")


def _labels(rhythm: Rhythm, several: Sequence[Occasion]) -> list[str]:
    """Tells buttons apart by the hour, or else by numbers: a script's name could tell what somebody struggles with."""
    if len(several) == 1:
        return [""]
    hours = [f" ({wall_of(one.about, rhythm.zone):%H:%M})" for one in several]
    return hours if len(set(hours)) == len(hours) else [f" ({number})" for number in range(1, len(hours) + 1)]
