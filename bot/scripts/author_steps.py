"""From the shape of a step that authors write to the shape of the schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STEP_KINDS = ("say", "ask", "choose", "scale", "pace")


def schema_step(step: Any) -> dict[str, Any]:
    """A step whose shape is sound (see ``shape_faults``), as the schema wants it."""
    kind = next(key for key in STEP_KINDS if key in step)
    shared = {key: step[key] for key in ("id", "log_as") if key in step}
    return {"kind": kind, "next": _jumps(step.get("next")), **shared, **_OF_KIND[kind](step)}


def _say(step: Any) -> dict[str, Any]:
    said = step["say"]
    return {"texts": said if isinstance(said, list) else [said]}


def _choose(step: Any) -> dict[str, Any]:
    options = [
        {"value": str(value), "label": label} for option in step.get("options") or [] for value, label in option.items()
    ]
    return {"question": step["choose"], "options": options, **_page_if(step)}


def _scale(step: Any) -> dict[str, Any]:
    names = {"from": "lowest", "to": "highest", "low": "low", "high": "high"}
    return {"question": step["scale"], **{names[key]: step[key] for key in names if key in step}, **_page_if(step)}


def _page_if(step: Any) -> dict[str, str]:
    return {"page_if": str(step["page_if"])} if "page_if" in step else {}


_OF_KIND: dict[str, Callable[[Any], dict[str, Any]]] = {
    "say": _say,
    "ask": lambda step: {"question": step["ask"], **{key: step[key] for key in ("heading",) if key in step}},
    "choose": _choose,
    "scale": _scale,
    "pace": lambda step: dict(step["pace"]),
}


def _jumps(given: Any) -> list[dict[str, Any]]:
    if given is None:
        return []
    if isinstance(given, str):
        return [{"to": given}]
    return [
        {"to": jump["else"]} if "else" in jump else {"condition": str(jump["if"]), "to": jump["then"]} for jump in given
    ]
