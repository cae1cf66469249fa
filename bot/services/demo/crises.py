"""Incidents of the demo: the real services raise, page, take and resolve them, each in one transaction at its own time.

Nothing waits to be sent afterwards; see ``silence`` for those that are still open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.db import chats, inbox, incident_events, incidents, notices, outbox
from bot.db.database import Transaction
from bot.db.incidents import IncidentRow
from bot.escalation.ladder import thaw
from bot.scripts.words import Words
from bot.services import conversation, paging
from bot.services.alarming_answers import HIGH_DISTRESS
from bot.services.demo.chance import chance
from bot.services.demo.clock import Then, at
from bot.services.demo.content import Content
from bot.services.demo.people import CAST, Person
from bot.services.demo.planning import Planned
from bot.services.demo.silence import stand_still
from bot.services.demo.walking import Wish
from bot.services.demo.weeks import CHECK_IN
from bot.services.guard import Guard
from bot.services.incidents import (
    SILENCE,
    SILENCE_CAUSE,
    Level,
    acknowledge_within,
    raise_incident,
    raise_to_page,
    resolve_within,
)
from bot.services.incidents.steps import existing, write_step

OPEN_PAGE, OPEN_CHECK, DISTRESSED = 7, 8, 2
"""Numbers of the people to whom these belong."""
EVERY_SO_MANY = 10
"""Of the many people of large data one in ten has had an incident."""


@dataclass(frozen=True)
class Story:
    """One incident and what became of it. ``name``: what tests know it by."""

    name: str
    person: Person
    begins: datetime
    plot: Callable[[Stage], IncidentRow]


@dataclass
class Stage:
    """One incident in the making. ``guard``: the real screen, with the silent desk."""

    tx: Transaction
    guard: Guard
    content: Content
    person: Person
    then: Then
    key: str

    def say(self, words: Words) -> str:
        """The person has read what they were told, and writes this; returns the message's id."""
        mark_all_sent(self.tx, self.person.chat_id)
        text = words.to(self.person.language)
        verdict = self.guard.screen.judge(text)
        key = f"{self.key}:{self.then().isoformat()}"
        taken = conversation.take_text(self.tx, self.guard, self.person.chat_id, key, text, verdict)
        inbox.close(self.tx, taken.id)
        return taken.id

    def raised(self, message_id: str) -> IncidentRow:
        row = incidents.of_cause(self.tx, f"message:{message_id}")
        assert row is not None, "the screen finds the sentences of the demo; see tests"
        return row

    def raise_it(self, message_id: str, kind: str) -> IncidentRow:
        """What no screen sees: a rating, the wish for a person."""
        chat = chats.get(self.tx, self.person.chat_id)
        assert chat is not None, "everybody of the demo has a chat"
        desk, cause = self.guard.desk, f"message:{message_id}"
        return raise_incident(self.tx, desk, chat, cause=cause, kind=kind, level=Level.PAGE).incident

    def deliver(self, row: IncidentRow) -> IncidentRow:
        """The notices that wait are marked as sent, some seconds later."""
        self.then.move(seconds=4)
        for one in notices.of_incident(self.tx, row.id):
            if one.state == notices.WAITING and (leased := paging.lease_within(self.tx, one, self.key)):
                paging.sent_within(self.tx, leased)
        return existing(self.tx, row.id)

    def climb(self, row: IncidentRow) -> IncidentRow:
        """The next rung is told."""
        write_step(self.tx, row)
        return self.deliver(row)

    def take(self, row: IncidentRow, rung: int = 0) -> IncidentRow:
        """Somebody of this rung acknowledges."""
        by = thaw(row.ladder).step(rung, self.then()).people[-1]
        return acknowledge_within(self.tx, self.guard.desk, row.id, by)

    def resolve(self, row: IncidentRow, note: int) -> IncidentRow:
        by = row.acknowledged_by or thaw(row.ladder).step(0, self.then()).people[0]
        notes = self.content.bank.notes
        return resolve_within(self.tx, self.guard.desk, row.id, by, notes[note % len(notes)])

    def follow_up(self, row: IncidentRow) -> IncidentRow:
        """Twelve hours after the page the person was asked how they are."""
        if row.follow_up_at is not None:
            self.then.moment = max(self.then.moment, row.follow_up_at)
            incidents.move(self.tx, row, followed_up_at=self.then())
            body = self.guard.desk.texts.follow_up(self.person.language)
            outbox.store(self.tx, row.chat_id, f"later:{row.id}", body)
            incident_events.add(self.tx, row.id, "followed_up")
        return existing(self.tx, row.id)


def play(tx: Transaction, content: Content, guard: Guard, story: Story) -> IncidentRow:
    """Let it happen. Afterwards nothing of it waits: no notice, no message, no timer."""
    with at(story.begins) as then:
        row = story.plot(Stage(tx, guard, content, story.person, then, f"demo:{story.name}"))
        mark_all_sent(tx, story.person.chat_id)
    return existing(tx, row.id)


def mark_all_sent(tx: Transaction, chat_id: str) -> None:
    outbox.mark_sent(tx, [one.id for one in outbox.unsent(tx, chat_id)])


def stories(content: Content, everybody: list[Person], plans: list[list[Planned]], moment: datetime) -> list[Story]:
    """Those of the sixteen, and of some of the others, in order of time."""
    zone = content.rules.time_zone

    def ago(days: int, hour: int, minute: int) -> datetime:
        day = moment.astimezone(zone).date() - timedelta(days=days)
        return datetime.combine(day, time(hour, minute), zone).astimezone(moment.tzinfo)

    told: list[tuple[str, int, datetime, Callable[[Stage], IncidentRow]]] = [
        ("page_resolved", 1, ago(15, 21, 40), page_resolved),
        ("person_wanted", 9, ago(13, 14, 5), person_wanted),
        ("check_denied", 6, ago(12, 19, 5), check_denied),
        ("page_climbed", 14, ago(10, 2, 15), page_climbed),
        ("check_silent", 4, ago(5, 20, 30), check_silent),
        ("open_check", OPEN_CHECK, moment - timedelta(hours=3), open_check),
        ("open_page", OPEN_PAGE, moment - timedelta(minutes=12), open_page),
    ]
    found = [Story(name, everybody[who], begins, plot) for name, who, begins, plot in told if who < len(everybody)]
    found += [_distressed(everybody[DISTRESSED], plan) for plan in plans[DISTRESSED : DISTRESSED + 1]]
    for one in everybody[CAST::EVERY_SO_MANY]:
        rng = chance("crisis", one.id)
        plot = rng.choice((page_resolved, check_denied, page_climbed))
        found.append(Story(f"other_{one.number}", one, ago(rng.randint(2, 18), rng.randint(8, 22), 10), plot))
    return sorted((one for one in found if one.begins > one.person.joined), key=lambda one: one.begins)


def very_distressed() -> Wish:
    """The check-in that somebody was paged for."""
    return Wish(before=HIGH_DISTRESS, mood=1, need="overwhelm")


def page_resolved(stage: Stage) -> IncidentRow:
    row = stage.deliver(stage.raised(stage.say(stage.content.bank.crisis.page_ideation)))
    stage.then.move(minutes=3)
    row = stage.take(row)
    stage.then.move(minutes=46)
    return stage.follow_up(stage.resolve(row, 0))


def page_climbed(stage: Stage) -> IncidentRow:
    """The first rung does not answer."""
    row = stage.deliver(stage.raised(stage.say(stage.content.bank.crisis.page_self_harm)))
    stage.then.move(minutes=5)
    row = stage.climb(row)
    stage.then.move(minutes=2)
    row = stage.take(row, rung=1)
    stage.then.move(minutes=88)
    return stage.follow_up(stage.resolve(row, 1))


def check_denied(stage: Stage) -> IncidentRow:
    """The direct question is answered with a plain no; staff see it all the same."""
    row = open_check(stage)
    stage.then.move(hours=14)
    return stage.resolve(row, 2)


def check_silent(stage: Stage) -> IncidentRow:
    """Nobody answers the direct question: it becomes a page."""
    desk, language = stage.guard.desk, stage.person.language
    row = stage.raised(stage.say(stage.content.bank.crisis.check_passive))
    stage.then.move(minutes=desk.escalation.check.answer_minutes)
    raise_to_page(stage.tx, desk, row.id, SILENCE)
    said = desk.texts.silence(language, desk.told(row.kind, stage.then(), language))
    outbox.store(stage.tx, row.chat_id, SILENCE_CAUSE + row.id, said)
    row = stage.deliver(existing(stage.tx, row.id))
    stage.then.move(minutes=4)
    row = stage.take(row)
    stage.then.move(minutes=35)
    return stage.follow_up(stage.resolve(row, 0))


def person_wanted(stage: Stage) -> IncidentRow:
    row = stage.deliver(stage.raise_it(_pressed(stage, "A person"), "person_wanted"))
    stage.then.move(minutes=6)
    row = stage.take(row)
    stage.then.move(minutes=20)
    return stage.follow_up(stage.resolve(row, 1))


def high_distress(stage: Stage) -> IncidentRow:
    row = stage.deliver(stage.raise_it(_pressed(stage, str(HIGH_DISTRESS)), "high_distress"))
    stage.then.move(minutes=9)
    row = stage.take(row)
    stage.then.move(minutes=25)
    return stage.follow_up(stage.resolve(row, 2))


def open_check(stage: Stage) -> IncidentRow:
    """Answered with a no, and nobody has looked at it yet."""
    row = stage.raised(stage.say(stage.content.bank.crisis.check_passive))
    stage.then.move(minutes=1)
    stage.say(stage.content.bank.crisis.denial)
    return existing(stage.tx, row.id)


def open_page(stage: Stage) -> IncidentRow:
    """Two rungs were told, nobody has taken it, and nobody will be told more: see ``silence``."""
    row = stage.deliver(stage.raised(stage.say(stage.content.bank.crisis.page_ideation)))
    stage.then.move(minutes=5)
    row = stage.climb(row)
    stand_still(stage.tx, row)
    return existing(stage.tx, row.id)


def _distressed(person: Person, plan: list[Planned]) -> Story:
    """At the moment of the rating itself."""
    run = next(one for one in plan if one.occasion.script_id == CHECK_IN and one.occasion.wish == very_distressed())
    rated = next(one for one in run.walk.answers if one.number == HIGH_DISTRESS)
    return Story("high_distress", person, run.started + timedelta(seconds=rated.seconds), high_distress)


def _pressed(stage: Stage, title: str) -> str:
    row = inbox.store(stage.tx, stage.person.chat_id, f"{stage.key}:pressed", "button", title)
    inbox.close(stage.tx, row.id)
    return row.id
