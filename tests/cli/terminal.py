"""Runs ``interlude`` as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import ROOT


@dataclass
class Terminal:
    """A terminal whose settings point into one folder. ``environment`` adds more."""

    state: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        settings = {"INTERLUDE_STATE": str(self.state), "COLUMNS": "200", **self.environment}
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        command = [sys.executable, "-m", "bot.cli", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env={**kept, **settings}, input=typed, capture_output=True, text=True, check=False
        )
