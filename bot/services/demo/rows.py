"""The rows that runs leave behind: the message that asked for each, the run itself, and its answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from bot.db import bulk, inbox, runs
from bot.db.bulk import Row
from bot.db.database import Transaction
from bot.safety.verdict import Verdict
from bot.services.demo.content import Content
from bot.services.demo.planning import Planned


@dataclass
class Log:
    """Writes planned runs. What somebody asks for an exercise by is held against the screen as any message is."""

    content: Content
    rng: Random
    _verdicts: dict[str, Verdict] = field(default_factory=dict)

    def store(self, tx: Transaction, planned: Iterable[Planned]) -> None:
        """In the order given: rows are numbered by it."""
        messages, screenings, rows, answers = list[Row](), list[Row](), list[Row](), list[Row]()
        for one in planned:
            message = self._message(one)
            messages.append(message)
            screenings.append(self._screening(message["id"], one))
            rows.append(self._run(tx, one))
            answers += self._answers(rows[-1]["id"], one)
        for table, found in (("inbox", messages), ("screening", screenings), ("run", rows), ("answer", answers)):
            bulk.add(tx, table, found)

    def _id(self, one: Planned) -> str:
        """In the order of time: else each would be written to another place of the index, which takes longer."""
        return f"{int(one.started.timestamp()):012x}{self.rng.getrandbits(80):020x}"

    def _asked(self, one: Planned) -> str:
        return self.content.library.scripts[one.walk.script_id].name.to(one.person.language)

    def _message(self, one: Planned) -> Row:
        message_id = self._id(one)
        return {
            "id": message_id,
            "chat_id": one.person.chat_id,
            "key": f"demo:{message_id}",
            "kind": "text",
            "body": json.dumps({"text": self._asked(one), "metadata": {}}),
            "state": inbox.HANDLED,
            "attempts": 0,
            "received_at": one.started,
            "due_at": one.started,
            "handled_at": one.started,
        }

    def _screening(self, message_id: str, one: Planned) -> Row:
        text = self._asked(one)
        if text not in self._verdicts:
            self._verdicts[text] = self.content.guard.screen.judge(text)
        verdict = self._verdicts[text]
        assert verdict.kind is None, "the name of a script is no crisis language"
        return {"message_id": message_id, "outcome": "none", "lexicon": verdict.lexicon, "at": one.started}

    def _run(self, tx: Transaction, one: Planned) -> Row:
        walk = one.walk
        trigger = json.loads(walk.tags).get("trigger")
        return {
            "id": self._id(one),
            "participant_id": one.person.id,
            "script_id": walk.script_id,
            "version": walk.version,
            "origin": one.occasion.origin,
            "status": one.status,
            "step": walk.step,
            "state": walk.state,
            **walk.numbers,
            "tags": walk.tags,
            "trigger_index": runs.trigger_index(tx, one.person.id, trigger),
            "started_at": one.started,
            "last_at": one.last,
            "ended_at": one.ended,
        }

    def _answers(self, run_id: str, one: Planned) -> Iterator[Row]:
        for answer in one.walk.answers:
            yield {
                "id": self._id(one),
                "run_id": run_id,
                "step": answer.step,
                "kind": answer.kind,
                "number": answer.number,
                "body": answer.body,
                "sharing": answer.sharing,
                "given_at": one.started + timedelta(seconds=answer.seconds),
            }
