"""Starting and ending: one clear sentence when something is wrong, nothing half started, nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.e2e.stack import ROOT, Stack, free_port

pytestmark = pytest.mark.stack


def run_interlude(state: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    ports = {
        "INTERLUDE_WEB_PORT": str(free_port()),
        "INTERLUDE_STAFF_PORT": str(free_port()),
        "RASA_URL": f"http://127.0.0.1:{free_port()}",
        "ACTIONS_URL": f"http://127.0.0.1:{free_port()}/webhook",
    }
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=ROOT,
        env={**os.environ, **ports, "INTERLUDE_STATE": str(state), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_interlude(tmp_path, INTERLUDE_WEB_PORT=str(port))
    assert done.returncode == 1
    assert f"port {port} is in use" in done.stderr
    assert not (tmp_path / "interlude.db").exists()


def test_a_broken_script_is_named_with_its_line(tmp_path: Path, content: Path) -> None:
    import shutil

    data = tmp_path / "data"
    shutil.copytree(content, data)
    script = data / "stories" / "exercises" / "slow_sip.yml"
    script.write_text(script.read_text().replace("ask: What", "aks: What"))
    done = run_interlude(tmp_path / "state", INTERLUDE_DATA=str(data))
    assert done.returncode == 1
    assert "slow_sip.yml:17:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "state").exists()


def test_a_missing_key_beside_data_is_refused(tmp_path: Path, content: Path) -> None:
    environment = {"INTERLUDE_STATE": str(tmp_path), **os.environ}
    environment["INTERLUDE_STATE"] = str(tmp_path)
    subprocess.run([sys.executable, "-m", "bot.cli", "migrate"], cwd=ROOT, env=environment, check=True)
    (tmp_path / "keys").unlink()
    done = run_interlude(tmp_path, INTERLUDE_DATA=str(content))
    assert done.returncode == 1
    assert "key file" in done.stderr


def test_ctrl_c_ends_every_process_and_a_second_run_trains_nothing(tmp_path: Path, content: Path) -> None:
    stack = Stack(tmp_path, content)
    stack.start()
    pids = stack.pids()
    assert len(pids) >= 4
    assert stack.process
    stack.process.send_signal(signal.SIGINT)
    assert stack.process.wait(30) == 0
    ends = time.monotonic() + 10
    while any(psutil.pid_exists(pid) for pid in pids) and time.monotonic() < ends:
        time.sleep(0.1)
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []
    stack.start()
    try:
        assert "Training" not in stack.output.read_text()
    finally:
        stack.stop()
