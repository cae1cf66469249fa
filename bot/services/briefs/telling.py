"""How a brief is shown to its participant: few bubbles of numbered lines, and a button for each number. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.escalation.texts import Body
from bot.scripts.words import Words
from bot.services.briefs.items import Item, Prepared, SessionKind
from bot.services.briefs.period import Period
from bot.services.briefs.views import OwnBrief
from bot.services.briefs.words import BriefWords
from bot.services.briefs.writing import write
from bot.services.dates import day_written

__all__ = ["Body"]

SHOW, HOLD, LEAVE = "show_brief", "hold_back", "leave_brief"
"""Intents that buttons carry."""
YES, NO = "yes", "no"
BUBBLE = 1500
"""Characters; a brief of forty lines is four bubbles, and each fits a telephone's screen or two."""
LONGEST_LINE = 300
"""An answer may fill a whole message; its writer knows it."""
_START = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Telling:
    """Shows briefs in one language."""

    words: BriefWords
    language: str

    def brief(self, brief: OwnBrief) -> list[Body]:
        """All of it, with what it leaves out, and a button for each line."""
        if not brief.items:
            return [self._body(self._say(self.words.nothing, session=self._session(brief)), *self._left_out(brief))]
        texts = [self._intro(brief), *self._bubbles(brief.items)]
        last = [self._say(self.words.how), *self._left_out(brief)]
        if any(self._is_cut(item) for item in brief.items):
            last.append(self._say(self.words.cut))
        return [*map(self._body, texts), self._body(*last) | {"buttons": self._buttons(brief)}]

    def held_back(self, brief: OwnBrief) -> list[Body]:
        """What is held back now, with the buttons again."""
        numbers = self._numbers(brief)
        text = self._say(self.words.held, numbers=numbers) if numbers else self._say(self.words.none_held)
        return [self._body(text) | {"buttons": self._buttons(brief)}]

    def left(self, brief: OwnBrief) -> list[Body]:
        """The last word on it."""
        numbers = self._numbers(brief)
        return [
            self._body(self._say(self.words.left_some, numbers=numbers) if numbers else self._say(self.words.left_all))
        ]

    def over(self) -> list[Body]:
        return [self._body(self._say(self.words.over))]

    def which(self, kinds: Sequence[SessionKind]) -> list[Body]:
        """Ask which session's brief is meant."""
        buttons = [
            {"title": _capital(self._say(self.words.kinds[kind])), "payload": _order(SHOW, session=kind)}
            for kind in kinds
        ]
        return [self._body(self._say(self.words.which)) | {"buttons": buttons}]

    def _intro(self, brief: OwnBrief) -> str:
        since = day_written(brief.period.since.astimezone(brief.period.zone), self.language)
        return self._say(self.words.intro, session=self._session(brief), date=since)

    def _bubbles(self, items: Sequence[Item]) -> Iterator[str]:
        """The sections one after the other, as many in a bubble as fit; one that is too long goes on in the next."""
        bubble = ""
        for block in self._blocks(items):
            if bubble and len(bubble) + len(block) > BUBBLE:
                yield bubble.strip()
                bubble = ""
            bubble += block
        yield bubble.strip()

    def _blocks(self, items: Sequence[Item]) -> Iterator[str]:
        """A line each; a heading stands together with the first line below it."""
        number = 0
        for paragraph in write(self.words, items, self.language):
            above = f"\n\n{paragraph.heading}"
            for line in paragraph.lines:
                number += 1
                yield f"{above}\n{number}. {_cut(line.text)}"
                above = ""

    def _left_out(self, brief: OwnBrief) -> list[str]:
        said = []
        if brief.kept:
            said.append(self._say(self.words.kept, count=str(brief.kept)))
        if brief.family_closed:
            said.append(self._say(self.words.family_closed))
        if not brief.consented:
            said.append(self._say(self.words.no_consent))
        return said

    def _buttons(self, brief: OwnBrief) -> list[dict[str, str]]:
        which = {"session": brief.period.kind, "since": since_written(brief.period)}
        buttons = []
        for number, item in enumerate(brief.items, 1):
            held = item.key in brief.held_back
            title = self._say(self.words.show if held else self.words.hold, number=str(number))
            buttons.append({"title": title, "payload": _order(HOLD, item=item.key, held=NO if held else YES, **which)})
        title = self._say(self.words.done if brief.held_back else self.words.leave)
        return [*buttons, {"title": title, "payload": _order(LEAVE, **which)}]

    def _numbers(self, brief: OwnBrief) -> str:
        return ", ".join(str(number) for number, item in enumerate(brief.items, 1) if item.key in brief.held_back)

    def _is_cut(self, item: Item) -> bool:
        texts = [line.text for paragraph in write(self.words, [item], self.language) for line in paragraph.lines]
        return isinstance(item.fact, Prepared) and any(len(text) > LONGEST_LINE for text in texts)

    def _session(self, brief: OwnBrief) -> str:
        return self._say(self.words.kinds[brief.period.kind])

    def _say(self, words: Words, **places: str) -> str:
        return words.to(self.language).format(**places)

    def _body(self, *texts: str) -> Body:
        return {"text": "\n\n".join(texts)}


def since_written(period: Period) -> str:
    """Names a brief in a button, to the microsecond."""
    return str((period.since - _START) // _MICROSECOND)


def since_read(written: str) -> datetime | None:
    """The other way; None for what was never written so."""
    return _START + int(written) * _MICROSECOND if written.isdecimal() and len(written) < 18 else None


def _order(intent: str, **entities: str) -> str:
    return f"/{intent}{json.dumps(entities)}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
