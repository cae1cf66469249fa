"""Erasing a participant's data: the words at once, and who it was as soon as nobody has to reach them any more."""

from __future__ import annotations

from bot.db import erasures, incident_events, legal_holds, reminders
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.logs import Log

log = Log("services.erasure")

EVENT = "person_erased"
"""In an incident's history: its words are gone at the person's own wish."""


class MustBeKept(Exception):
    """A legal hold lies on this participant's data; nothing was erased."""


def must_be_kept(tx: Transaction, participant_id: str) -> bool:
    """Whether a legal hold lies on this participant's data."""
    return legal_holds.lies(tx, participant_id)


def has_open_alert(tx: Transaction, participant_id: str) -> bool:
    """Whether staff still have to look after an incident of this participant."""
    return bool(erasures.unresolved(tx, participant_id))


def erase(tx: Transaction, participant_id: str) -> None:
    """Erase everything; call ``clean`` after the commit.

    Incidents keep their id, times and states. While one is open it also keeps name and account, so that staff can
    reach the person: ``finish`` erases these when it is resolved. Staff get a line, not a page.

    Raises:
        MustBeKept: nothing was erased.
    """
    if must_be_kept(tx, participant_id):
        raise MustBeKept("a legal hold lies on it")
    still_open = erasures.unresolved(tx, participant_id)
    erasures.erase_words(tx, participant_id)
    for incident_id in still_open:
        incident_events.add(tx, incident_id, EVENT)
    if not still_open:
        erasures.forget(tx, participant_id)
    _tell_staff(tx, participant_id)


def finish(database: Database) -> int:
    """Erase who it was of those whose last incident has been resolved; returns of how many. For the worker's rounds.

    Who a legal hold lies on is left as they are until it is lifted.
    """
    with database.reading() as tx:
        if not _to_forget(tx):
            return 0
    with database.transaction() as tx:
        forgotten = _to_forget(tx)
        for participant_id in forgotten:
            erasures.forget(tx, participant_id)
    clean(database)
    return len(forgotten)


def clean(database: Database) -> bool:
    """Take what was erased out of the database's log file as well. False: it was busy; housekeeping tries again."""
    emptied = database.empty_log()
    if not emptied:
        log.warning("log_not_emptied")
    return emptied


def _to_forget(tx: Transaction) -> list[str]:
    return [one for one in erasures.to_forget(tx) if not must_be_kept(tx, one)]


def _tell_staff(tx: Transaction, participant_id: str) -> None:
    """A line with those of people who have gone quiet; by the pseudonym alone."""
    key = f"erased:{participant_id}"
    if not reminders.known(tx, [key]):
        times = {"due_at": now(), "about_at": now()}
        reminders.add(tx, participant_id, key, erasures.STAFF_LINE, state=reminders.WAITING, **times)
