"""Runs ``interlude`` as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner

from bot.cli.main import app
from bot.settings import ROOT

Done = subprocess.CompletedProcess[str]


@dataclass
class Terminal:
    """A terminal whose settings point into one folder. ``environment`` adds more."""

    state: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, typed: str = "") -> Done:
        """In this process, which has read the program already: a second less for each of a hundred runs."""
        with patch.dict(os.environ, self._settings(), clear=True):
            done = CliRunner().invoke(app, arguments, input=typed)
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    def run_alone(self, *arguments: str, typed: str = "") -> Done:
        """In a process of its own."""
        command = [sys.executable, "-m", "bot.cli", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self._settings(), input=typed, capture_output=True, text=True, check=False
        )

    def _settings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        return {**kept, "INTERLUDE_STATE": str(self.state), "COLUMNS": "200", **self.environment}
