from __future__ import annotations

from datetime import timedelta

from bot.db import sessions
from bot.services.insight import next_sessions
from tests.services.insight.conftest import Enrols
from tests.services.insight.watched import statements


def test_the_next_session_of_each_is_found_in_one_query(enrol: Enrols) -> None:
    ana, ben, cleo = enrol(), enrol(), enrol()
    database, moment = ana.database, ana.clock.moment
    with database.transaction() as tx:
        for who, hours in ((ana, -1), (ana, 50), (ana, 2), (ben, 24), (cleo, 24 * 29)):
            sessions.add(tx, who.id, "group", moment + timedelta(hours=hours), 90)
        sessions.cancel(tx, sessions.add(tx, ben.id, "family", moment + timedelta(hours=1), 60))
    with database.reading() as tx, statements(database) as found:
        ahead = next_sessions(tx, [ana.id, ben.id, cleo.id], moment)
    assert {one: (ahead[one].starts_at - moment) / timedelta(hours=1) for one in ahead} == {ana.id: 2, ben.id: 24}
    assert len(found) == 1
