"""Routes: where a message can lead. A route is an intent, or the id of a script for the intent ``practise``."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

PRACTISE = "practise"


def route_of(example: Message) -> str | None:
    """The route of a training example; None when it is no example of an intent.

    Raises:
        ValueError: an example of ``practise`` that names no script.
    """
    intent: str | None = example.get("intent")
    if intent != PRACTISE:
        return intent
    script = (example.get("metadata") or {}).get("intent", {}).get("script")
    if not script:
        raise ValueError(
            "an example of `practise` names no script; write `metadata: {script: <id>}` above its examples"
        )
    return str(script)
