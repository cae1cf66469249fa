"""Notes, messages and briefs that were looked at: so that no page of the demo stands empty."""

from __future__ import annotations

from datetime import timedelta

from bot.db import sessions
from bot.services import briefs
from bot.services.briefs import Shown
from bot.services.care import messages, notes
from bot.services.demo import Content
from tests.clock import Clock
from tests.services.demo.conftest import Made


def test_some_have_notes_of_their_own_therapist(small: Made) -> None:
    with small.database.reading() as tx:
        found = {one.name: notes.private_notes_about(tx, one.id) for one in small.demo.people}
    noted = {name: rows[0].author for name, rows in found.items() if rows}
    assert len(noted) == 3
    assert set(noted.values()) == {"Dr. Lee Sample"}


def test_messages_have_left_and_are_in_the_participants_language(small: Made, content: Content) -> None:
    written = content.bank.messages
    with small.database.reading() as tx:
        found = {one: messages.messages_to(tx, one.id) for one in small.demo.people}
    sent = [(person, row) for person, rows in found.items() for row in rows]
    assert len(sent) == 3
    for person, row in sent:
        assert (row.state, row.text in written.to(person.language)) == ("sent", True)


def test_most_have_looked_at_the_brief_for_their_next_session_and_some_have_not(
    small: Made, content: Content, clock: Clock
) -> None:
    clock.moment = small.demo.now
    seen = []
    with small.database.reading() as tx:
        for person in small.demo.people:
            found = sessions.find(tx, person.id, since=clock.moment, until=clock.moment + timedelta(hours=26))
            if found:
                brief = briefs.brief_for_staff(tx, content.briefs, person.id, found[0].kind)
                seen.append(brief.shown is Shown.SEEN)
    assert True in seen
    assert False in seen
