"""What everything around enrolment needs: the words, and what staff have set down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.db.ids import now
from bot.db.participants import Participant
from bot.escalation.schema import DAYS, day_minutes
from bot.escalation.texts import Body
from bot.scripts.words import Words
from bot.services.chat_words import ChatWords
from bot.services.dates import day_written
from bot.services.incidents import Desk

MENU = "/list_exercises"
"""Rasa's order for the menu."""


@dataclass(frozen=True)
class Reception:
    """``words``: of data/chat/enrolment.yml; ``desk``: rota, safety texts and who can be reached."""

    words: ChatWords
    desk: Desk

    def say(self, words: Words, language: str, **places: str) -> str:
        """The text with its places filled in; the contacts are known."""
        country = self.desk.texts.words.contacts[self.desk.texts.words.country]
        contacts = {"crisis": country.crisis.to(language), "emergency": country.emergency}
        return words.to(language).format(**contacts, **places)

    def body(self, words: Words, language: str, *buttons: dict[str, str], **places: str) -> Body:
        return {"text": self.say(words, language, **places), "buttons": list(buttons)}

    def contacts(self, words: Words, language: str) -> Body:
        """As ``body``, with the program's own number where the operator has set one."""
        text = f"{self.say(words, language)} {self.desk.texts.program(language)}".rstrip()
        return {"text": text, "buttons": []}

    def button(self, title: Words, language: str, payload: str, **places: str) -> dict[str, str]:
        return {"title": self.say(title, language, **places), "payload": payload}

    def menu(self, language: str) -> dict[str, str]:
        return self.button(self.words.menu, language, MENU)

    def welcome(self, language: str) -> list[Body]:
        """What this is and is not, when nobody watches, who reads what, and whom to call; in this order."""
        words = self.words.welcome
        said = [self.body(words.what, language), self.when(language), self.body(words.reads, language)]
        return [*said, self.contacts(words.contacts, language)]

    def when(self, language: str, phase: str = "") -> Body:
        """When nobody watches, and who is alerted. Never more than is true now: by who can be reached in this phase of
        the program, and the hours of the escalation file.
        """
        words, escalation = self.words.welcome, self.desk.escalation
        if self.desk.told("person_wanted", now(), language, phase=phase).state == "nobody":
            return self.body(words.nobody, language)
        hours = self.hours(language)
        if not hours:
            return self.body(words.no_hours, language)
        zone = escalation.time_zone.rpartition("/")[2].replace("_", " ")
        return self.body(words.hours, language, hours=hours, zone=zone)

    def zone_of(self, person: Participant | None) -> ZoneInfo:
        """Of the clock on their wall; the program's where they have none of their own."""
        return ZoneInfo(person.time_zone) if person and person.time_zone else self.desk.escalation.zone

    def date(self, day: date, language: str) -> str:
        """In figures, as they are written where the language is spoken."""
        return day_written(day, language)

    def hours(self, language: str) -> str:
        """The staffed hours: "Monday to Thursday 8:30 AM–8:00 PM, Friday …". Empty when there are none."""
        staffed = self.desk.escalation.staffed
        parts = []
        for spans, days in groupby(DAYS, lambda day: tuple(staffed.get(day, ()))):
            if spans:
                each = (_span(span, language) for span in spans)
                parts.append(f"{self._days(list(days), language)} {', '.join(each)}")
        return "; ".join(parts)

    def _days(self, days: list[str], language: str) -> str:
        names = [self.words.days[day].to(language) for day in days]
        if len(names) == 1:
            return names[0]
        return self.say(self.words.span, language, first=names[0], last=names[-1])


def _span(hours: str, language: str) -> str:
    return "–".join(_clock(minutes, language) for minutes in day_minutes(hours))


def _clock(minutes: int, language: str) -> str:
    hour, minute = divmod(minutes, 60)
    if language == "es":
        return f"{hour}:{minute:02}"
    return f"{hour % 12 or 12}:{minute:02} {'AM' if hour % 24 < 12 else 'PM'}"
