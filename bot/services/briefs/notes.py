"""What staff are told about a brief besides its lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.services.briefs.views import Shown, StaffBrief

_INSTEAD = {
    Shown.NOT_SEEN: "Not yet looked at by the participant. They see it first; until then nothing of it is shown.",
    Shown.OVER: "They were discharged and told that nobody looks at what they log any more. Nothing is shown.",
    Shown.NO_CONSENT: "The participant has not agreed that the care team sees what they practise. Nothing is shown.",
}


def notes(brief: StaffBrief) -> list[str]:
    """Sentences for above or below the lines: why there are none, or what is left out of them."""
    instead = _INSTEAD.get(brief.shown)
    return [instead] if instead else list(_left_out(brief))


def _left_out(brief: StaffBrief) -> Iterator[str]:
    if not brief.items:
        yield "Nothing to show in this time."
    if brief.held_back:
        yield f"{_lines(brief.held_back)} held back by the participant."
    if brief.newer:
        yield f"{_lines(brief.newer)} newer or changed, not yet seen by them."
    if brief.kept:
        yield f"{brief.kept} prepared {'answer' if brief.kept == 1 else 'answers'} kept for themselves."
    if brief.family_closed:
        yield "Practice left out: they have not agreed that it comes up in family sessions."


def _lines(count: int) -> str:
    return f"{count} {'line' if count == 1 else 'lines'}"
