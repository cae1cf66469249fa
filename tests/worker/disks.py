"""A small disk of its own, to be filled."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[], None]]:
    """Mount 16 MB at ``folder``; yields what fills it to the last byte. Skips the test where that is not allowed."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield lambda: _fill(folder / "filler")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(path: Path) -> None:
    for size in (65536, 1):
        with suppress(OSError), path.open("ab", buffering=0) as filler:
            while True:
                filler.write(b"x" * size)
