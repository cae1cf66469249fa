from __future__ import annotations

import pytest

from actions.context import Context
from actions.practising import ValidateScriptForm
from bot.db import runs
from tests.actions.writing import Person


@pytest.mark.parametrize(
    ("entities", "origin"), [({"origin": "assigned"}, "assigned"), ({"origin": "suggested"}, "suggested"), ({}, "own")]
)
async def test_the_log_tells_practice_that_a_reminder_began(
    person: Person, opened: Context, entities: dict[str, str], origin: str
) -> None:
    await person.write(ValidateScriptForm(), "practise", script="long_exhale", **entities)
    with opened.database.reading() as tx:
        assert [run.origin for run in runs.find(tx)] == [origin]
