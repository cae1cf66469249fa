"""What a run's own columns, tags and sharing come to as its answers stand."""

from __future__ import annotations

from bot.scripts.runs import OWN_WORD_KINDS, OWN_WORDS, Record, RunState, Turn
from bot.scripts.schema import Script


def first_sharing(record: Record) -> str:
    """Numbers and buttons are for the care team; own words stay with the person until they choose to share."""
    return "keep" if record.kind in OWN_WORD_KINDS else "share"


def columns_of(script: Script, state: RunState) -> tuple[dict[str, int | None], dict[str, str | None]]:
    """The run's own columns (distress, helped) and its tags, as the answers now stand; None: there is none."""
    values = {step.log_as: state.values.get(step.id) for step in script.steps if step.log_as}
    numbers = {name: number_of(values.get(name)) for name in ("distress_before", "distress_after", "helped")}
    tags = {name: values.get(name) for name in ("trigger", "need")}
    return numbers, {name: None if value in (None, OWN_WORDS) else str(value) for name, value in tags.items()}


def decided_sharing(script: Script, turn: Turn) -> str | None:
    """What this turn makes of the words written so far: share, or keep; None: nothing was decided or taken back."""
    undecided = turn.retracted is not None and script.step(turn.retracted).log_as == "sharing"
    decisions = [record.value for record in turn.records if record.log_as == "sharing"]
    if not undecided and not decisions:
        return None
    return "share" if decisions == ["share"] else "keep"


def number_of(value: object) -> int | None:
    """A whole number that was given; None: something else, or nothing."""
    return int(str(value)) if value is not None and str(value).isdigit() else None
