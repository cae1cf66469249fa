"""JSON lines with "text" to JSON lines with the route: ``python -m bot.dialogue.understand MODEL``."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from rasa.core.agent import Agent

from bot.dialogue.quiet import quiet_rasa
from bot.dialogue.route_classifier import FALLBACK, ROUTES
from bot.dialogue.routes import PRACTISE


def main(model: str) -> int:
    quiet_rasa()
    agent = Agent.load(model)
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            text = json.loads(line)["text"]
        except (ValueError, KeyError, TypeError):
            print(f'line {number}: write {{"text": "…"}}', file=sys.stderr)
            return 1
        print(json.dumps(understood(text, asyncio.run(agent.parse_message(str(text))))), flush=True)
    return 0


def understood(text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """``want`` is an intent or a script id; ``nlu_fallback`` stands for a question back."""
    intent = parsed["intent"]
    scripts = [entity["value"] for entity in parsed.get("entities", []) if entity["entity"] == "script"]
    want = scripts[0] if intent["name"] == PRACTISE and scripts else intent["name"] or FALLBACK
    others = [{"want": r["name"], "confidence": r["confidence"]} for r in parsed.get(ROUTES, []) if r["name"] != want]
    return {"text": text, "want": want, "confidence": intent["confidence"], "runners_up": others[:3]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
