"""The crisis replies as Rasa's responses, made from ``data/safety/texts.yml``: the words stand once."""

from __future__ import annotations

from typing import Any

from bot.escalation.texts import SafetyTexts
from bot.scripts.words import DEFAULT_LANGUAGE

REPLY = "utter_safety"
QUESTION = "utter_direct_question"


def reply_names(texts: SafetyTexts) -> list[str]:
    """One response for each wording of the safety reply: ``utter_safety``, ``utter_safety_2``, …"""
    count = len(texts.words.safety_reply)
    return [REPLY, *(f"{REPLY}_{number}" for number in range(2, count + 1))]


def responses(texts: SafetyTexts) -> dict[str, list[dict[str, Any]]]:
    """As domain.yml would hold them. Responses have one language; ``action_raise_incident`` adds a person's own."""
    texts = texts.copy(update={"program_phone": ""})  # known only where it runs, so the action says it
    replies = [texts.numbers_first(DEFAULT_LANGUAGE, already) for already in range(len(reply_names(texts)))]
    return {
        **{name: [_one(reply)] for name, reply in zip(reply_names(texts), replies, strict=True)},
        QUESTION: [_one(texts.question(DEFAULT_LANGUAGE))],
    }


def _one(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """Several messages as one response. An empty line would make channels split it again."""
    return {"text": "\n".join(body["text"] for body in bodies), "buttons": bodies[-1]["buttons"]}
