"""The proof that everything is where it must be: incidents, notices, messages, and what is said to people in danger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.db import inbox, incidents, notices, outbox, telegram_updates
from bot.db.database import Database, Transaction
from bot.db.ids import now
from bot.escalation.states import State
from bot.services.safety_replies import AT_ONCE

LATE = timedelta(seconds=60)
"""What should have been done by now and was not, for this long, is a finding."""
UNSENT = timedelta(seconds=120)
"""What waits longer to be sent is a finding; so is a page by which nobody was reached for so long."""
TOLD_OF = timedelta(hours=1)
"""How long it is a finding that something was set aside: nothing mends it, and somebody has heard of it by then."""


def findings(database: Database) -> list[str]:
    """What is not where it must be: codes and ids, no words. Empty means that all is proven."""
    with database.reading() as tx:
        of_incidents = [*_of_pages(tx), *_of_questions(tx), *_of_taken(tx), *_of_notices(tx)]
        return [*of_incidents, *_of_messages(tx), *_of_replies(tx)]


def _of_pages(tx: Transaction) -> Iterator[str]:
    """Each page that nobody has taken has a next step in the future, near enough, and has reached somebody."""
    for row in incidents.unheard_pages(tx):
        if row.next_at is None or row.step == 0:
            yield f"page_without_next_step {row.id}"
        elif row.next_at < now() - LATE:
            yield f"step_overdue {row.id}"
        elif row.next_at > now() + row.gap + LATE:
            yield f"step_too_far_ahead {row.id}"
        if row.state == State.OPEN and row.paged_at is not None and row.paged_at < now() - UNSENT:
            yield f"nobody_reached {row.id}"


def _of_questions(tx: Transaction) -> Iterator[str]:
    for row in incidents.unanswered(tx):
        if row.answer_by is not None and row.answer_by < now() - LATE:
            yield f"silence_overdue {row.id}"


def _of_taken(tx: Transaction) -> Iterator[str]:
    for row in incidents.taken(tx):
        if row.remind_at is None:
            yield f"taken_without_reminder {row.id}"
        elif row.remind_at < now() - LATE:
            yield f"reminder_overdue {row.id}"


def _of_notices(tx: Transaction) -> Iterator[str]:
    for row in notices.waiting(tx):
        if row.lease_until is not None and row.lease_until < now() - LATE:
            yield f"lease_left_behind {row.id}"
        elif row.created_at < now() - UNSENT:
            yield f"notice_unsent {row.id}"


def _of_messages(tx: Transaction) -> Iterator[str]:
    """Nobody waits for an answer, and no word was put aside."""
    if inbox.count_waiting(tx, now() - LATE):
        yield "messages_unanswered"
    if inbox.count_set_aside(tx, now() - TOLD_OF):
        yield "messages_set_aside"
    if telegram_updates.count_set_aside(tx, now() - TOLD_OF):
        yield "updates_set_aside"


def _of_replies(tx: Transaction) -> Iterator[str]:
    """Who is in danger has the numbers."""
    if outbox.count_unsent(tx, AT_ONCE, now() - UNSENT):
        yield "safety_reply_unsent"
