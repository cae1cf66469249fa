"""Trains Rasa when the trained model is stale, and only then."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.scripts.library import Library
from bot.settings import ROOT, Settings, child_environment
from bot.stack.preflight import NotReady


def model_path(settings: Settings, library: Library) -> Path:
    """Where the model for exactly this configuration and these phrases is, or will be."""
    return settings.models / f"interlude-{_fingerprint(settings, library)}.tar.gz"


def train(settings: Settings, library: Library, *, quiet: bool = True) -> Path:
    """Train with ``rasa train``; returns the model. Raises NotReady with Rasa's own last words.

    Rasa's validation, twice as long as the training itself, is ``interlude check``'s job.
    """
    target = model_path(settings, library)
    settings.models.mkdir(parents=True, exist_ok=True)
    command = ["train", "--skip-validation", "--out", str(settings.models), "--fixed-model-name"]
    command += [target.name.removesuffix(".tar.gz"), *_sources(settings)]
    _rasa(command, "training failed", quiet=quiet)
    if not target.exists():
        raise NotReady("training left no model; run `interlude train` to see why")
    return target


def validate(settings: Settings) -> None:
    """Let Rasa validate its data. Raises NotReady with Rasa's own last words."""
    _rasa(["data", "validate", *_sources(settings)], "Rasa finds its data at fault", quiet=True)


def _sources(settings: Settings) -> list[str]:
    return ["--data", str(settings.data), "--config", "config.yml", "--domain", "domain.yml"]


def _rasa(arguments: list[str], fault: str, *, quiet: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "rasa", *arguments],
        cwd=ROOT,
        env=child_environment(),
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotReady(f"{fault}:\n" + "\n".join((done.stdout or "").splitlines()[-20:]))


def _fingerprint(settings: Settings, library: Library) -> str:
    """Over all that a model depends on. Of a script that is its ways to be asked for, not its steps."""
    digest = hashlib.sha256()
    for path in _training_files(settings):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    asked = {s.id: [s.name.as_data(), s.ask_phrases] for s in library.scripts.values()}
    digest.update(json.dumps(asked, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def _training_files(settings: Settings) -> Iterator[Path]:
    yield from (ROOT / "config.yml", ROOT / "domain.yml", ROOT / "uv.lock")
    yield from sorted((settings.data / "nlu").glob("*.yml"))
    yield from (settings.data / "stories" / name for name in ("conversation.yml", "practice.yml"))
    yield settings.data / "safety" / "texts.yml"
    yield from sorted((ROOT / "bot" / "dialogue").glob("*.py"))
