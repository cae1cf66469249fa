"""The whole assistant, running: gateway, Rasa and action server as `interlude run` starts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.chat import Chat
from tests.e2e.stack import Stack


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, content: Path, trained: Path) -> Iterator[Stack]:
    """One running assistant for all tests of the session. Its state folder is fresh."""
    with Stack(tmp_path_factory.mktemp("state"), content) as stack:
        yield stack


@pytest.fixture
def chat(running: Stack) -> Iterator[Chat]:
    """A new visitor of the chat page."""
    running.wait_until_up()
    with Chat(running.web_port) as visitor:
        yield visitor
