"""interlude as a whole, in a folder of its own and on ports of its own, started with ``interlude run``."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chat_client import SCRIPT_WALK, PageChat, client
from processes import LOOPBACK, environment, free_port, run_to_end, running, wait_for
from stock_bot import Started

ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    "bot.dialogue": "rasa",
    "-m actions": "actions",
    "bot.gateway": "gateway",
    "supervisord": "supervisord",
    "bot.cli": "interlude run",
}
UP = "interlude is running"


def train_from_scratch(*, as_interlude_does: bool) -> float:
    """Seconds of ``rasa train --force`` in a clean copy. interlude itself leaves out Rasa's validation."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "uv.lock"):
            shutil.copy(ROOT / name, copy)
        for name in ("data", "bot", "actions"):
            shutil.copytree(ROOT / name, copy / name)
        command = [sys.executable, "-m", "rasa", "train", "--force"]
        command += ["--skip-validation"] if as_interlude_does else []
        return run_to_end(command, copy, environment(), copy / "train.log")


def make_model(models: Path, data: Path) -> None:
    """Train what ``interlude run`` will look for, unless it is there: the file's name tells what it was made from."""
    models.mkdir(parents=True, exist_ok=True)
    code = (
        "from bot.services.setup import load_content; from bot.settings import read_settings; "
        "from bot.stack.training import model_path, train; s = read_settings(); lib = load_content(s); "
        "model_path(s, lib).exists() or train(s, lib)"
    )
    env = environment(INTERLUDE_MODELS=str(models), INTERLUDE_DATA=str(data))
    run_to_end([sys.executable, "-c", code], ROOT, env, models / "train.log")


@contextmanager
def started(models: Path, data: Path) -> Iterator[Started]:
    """Running with an empty database. The seconds count to the first answer to a person."""
    web, rasa, actions = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(
            INTERLUDE_STATE=str(Path(temporary) / "state"),
            INTERLUDE_MODELS=str(models),
            INTERLUDE_DATA=str(data),
            INTERLUDE_WEB_PORT=str(web),
            INTERLUDE_STAFF_PORT=str(free_port()),
            RASA_URL=f"http://{LOOPBACK}:{rasa}",
            ACTIONS_URL=f"http://{LOOPBACK}:{actions}/webhook",
        )
        url, output, begins = f"http://{LOOPBACK}:{web}", Path(temporary) / "run.log", time.perf_counter()
        with running([sys.executable, "-m", "bot.cli", "run"], ROOT, env, output) as process:
            wait_for(lambda: UP in output.read_text(errors="replace"), process, output)
            asyncio.run(_first_answer(url))
            yield Started(process, url, time.perf_counter() - begins)


async def _first_answer(url: str) -> None:
    async with client() as session, PageChat.open(session, url) as chat:
        await chat.turn(SCRIPT_WALK[0])
