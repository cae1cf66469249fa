"""A therapist in front of the web app, and the participants of their caseload, who practise."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import update

from bot.db import caseloads, tables
from bot.db.database import Database
from bot.scripts.library import Library
from bot.services.staff.rights import Role
from tests.clock import Clock
from tests.services.insight.watched import Watched
from tests.services.staff.people import Account, account
from tests.web.visitor import Visitor

PRIVATE = "synthetic words for nobody but me"
SHARED = "synthetic words that may be read"
SCRIPT = "<script>alert('from a participant')</script>"


@dataclass
class Watching:
    """``visitor`` is signed in. Participants are on the therapist's caseload unless told otherwise."""

    app: Flask
    database: Database
    clock: Clock
    library: Library
    account: Account
    visitor: Visitor

    def participant(self, name: str | None = "Ana Sample", *, agrees: bool | None = True, own: bool = True) -> Watched:
        one = Watched(self.database, self.clock, self.library, agrees)
        with self.database.transaction() as tx:
            if name is not None:
                sealed = tx.keys.seal(name, "participant.name", one.id)
                tx.run(update(tables.participant).where(tables.participant.c.id == one.id).values(name=sealed))
            if own:
                caseloads.add(tx, one.id, self.account.row.id)
        return one

    def page(self, path: str) -> str:
        answer = self.visitor.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.get_data(as_text=True))

    def as_lead(self) -> Visitor:
        found = Visitor(self.app)
        found.sign_in(account(self.database, Role.LEAD))
        return found


def check_in(who: Watched) -> str:
    """One run with a rating, a button, words that are shared, and words that are not. Returns its id."""
    return who.runs(
        "mood_check_in",
        ("mood", "number", "6", 6, "share"),
        ("note", "text", SHARED, None, "share"),
        ("note", "text", PRIVATE, None, "keep"),
        rated=(7, None),
    )


def pages_of(participant_id: str) -> list[str]:
    """Where staff read about one participant."""
    return ["/participants", f"/participants/{participant_id}", f"/participants/{participant_id}/timeline"]
