"""How many unseen messages reach the right route: `python benchmarks/understanding.py`.

Runs `interlude understand` on tests/understanding and prints, for each set, how many were right, asked back about,
taken by the crisis screen (though none holds crisis language) and wrong, and the routes that were missed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNSEEN = ROOT / "tests" / "understanding"
ASKED_BACK = "nlu_fallback"
SCREENED = ("crisis", "concern")


def main() -> None:
    first = [json.loads(line) for line in (UNSEEN / "unseen.jsonl").read_text().splitlines()]
    second = [json.loads(line) for line in (UNSEEN / "unseen_second.jsonl").read_text().splitlines()]
    sets = {
        "first, part used for tuning": [message for message in first if message["part"] == "tune"],
        "first, final part": [message for message in first if message["part"] == "final"],
        "second, other author": second,
    }
    wants = understand([message["text"] for messages in sets.values() for message in messages])
    print("| set | messages | right | asked back | screened | wrong |\n| --- | --- | --- | --- | --- | --- |")
    misses: dict[str, Counter[str]] = {}
    for name, messages in sets.items():
        got = [next(wants) for _ in messages]
        pairs = [(message["want"], want) for message, want in zip(messages, got, strict=True)]
        print(row(name, pairs))
        misses[name] = Counter(f"{want} → {got}" for want, got in pairs if want != got)
    for name, counted in misses.items():
        print(f"\nMost missed, {name}: " + ", ".join(f"{miss} ({times})" for miss, times in counted.most_common(12)))


def understand(texts: list[str]) -> Iterator[str]:
    """The routes of these texts, by the command line as anybody would use it."""
    lines = "\n".join(json.dumps({"text": text}) for text in texts)
    command = [sys.executable, "-m", "bot.cli", "understand"]
    done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, check=True)
    return iter([json.loads(line)["want"] for line in done.stdout.splitlines()])


def row(name: str, pairs: list[tuple[str, str]]) -> str:
    right = sum(want == got for want, got in pairs)
    asked = sum(got == ASKED_BACK for _, got in pairs)
    screened = sum(got in SCREENED for _, got in pairs)
    wrong = len(pairs) - right - asked - screened
    shares = " | ".join(f"{count / len(pairs):.1%}" for count in (right, asked, screened, wrong))
    return f"| {name} | {len(pairs)} | {shares} |"


if __name__ == "__main__":
    main()
