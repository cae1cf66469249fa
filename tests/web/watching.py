"""A therapist in front of the web app, and the participants of their caseload, who practise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

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

    @contextmanager
    def earlier(self, **length: float) -> Iterator[None]:
        """What is made inside happened so long ago; then it is the same moment as before."""
        moment = self.clock.moment
        self.clock.moment = moment - timedelta(**length)
        yield
        self.clock.moment = moment

    def page(self, path: str) -> str:
        answer = self.visitor.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.get_data(as_text=True))

    def as_lead(self) -> Visitor:
        found = Visitor(self.app)
        found.sign_in(account(self.database, Role.LEAD))
        return found


def answered(who: Watched) -> str:
    """One check-in with a rating, a button, words that are shared, and words that are not. Returns its id."""
    return who.runs(
        "mood_check_in",
        ("mood", "number", "6", 6, "share"),
        ("sleep", "choice", "Too little", "too_little", "share"),
        ("line", "text", SHARED, None, "share"),
        ("note", "text", PRIVATE, None, "keep"),
        ("more", "number_own", f"7, {PRIVATE}", 7, "keep"),
        rated=(7, None),
    )


def pages_of(participant_id: str) -> list[str]:
    """Where staff read about one participant."""
    own = f"/participants/{participant_id}"
    return ["/participants", own, f"{own}/timeline", f"{own}/timeline?q=synthetic", f"{own}/export"]
