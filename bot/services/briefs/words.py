"""What ``data/chat/brief.yml`` is made of, and how it is read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from pydantic import validator

from bot.escalation.text_schema import Part, Places
from bot.scripts.words import Words
from bot.services.briefs.items import SESSION_KINDS, Rated, Section, SessionKind
from bot.services.chat_words import CHAT_FOLDER, matching, read_words, whole

BRIEF_FILE = "brief.yml"
_SHORT = re.compile(r".{1,30}")
"""A button is read on a phone."""


class LineWords(Part):
    must: ClassVar[Places] = {
        "prepared": {"question", "given"},
        "practised": {"name", "times", "finished"},
        "changed": {"before", "after", "runs"},
        "course": {"what", "count", "lowest", "highest", "middle"},
        "halves": {"earlier", "later"},
        "trigger": {"trigger", "then", "then_runs", "now", "now_runs"},
        "measured": {"name", "total", "highest"},
        "measured_before": {"totals"},
        "counted": {"question", "counts"},
        "homework": {"name", "done", "due"},
    }
    prepared: Words
    practised: Words
    changed: Words
    course: Words
    halves: Words
    trigger: Words
    measured: Words
    measured_before: Words
    counted: Words
    homework: Words


class BriefWords(Part):
    """The whole file."""

    must: ClassVar[Places] = {
        "intro": {"session", "date"},
        "nothing": {"session"},
        "kept": {"count"},
        **{key: {"number"} for key in ("hold", "show")},
        **{key: {"numbers"} for key in ("held", "left_some")},
    }
    kinds: dict[SessionKind, Words]
    sections: dict[Section, Words]
    lines: LineWords
    rated: dict[Rated, Words]
    intro: Words
    how: Words
    cut: Words
    kept: Words
    family_closed: Words
    no_consent: Words
    nothing: Words
    hold: Words
    show: Words
    leave: Words
    done: Words
    held: Words
    none_held: Words
    left_all: Words
    left_some: Words
    over: Words
    which: Words

    @validator("sections")
    def _every_section(cls, sections: dict[Section, Words]) -> dict[Section, Words]:
        return whole(sections, Section)

    @validator("rated")
    def _every_rating(cls, rated: dict[Rated, Words]) -> dict[Rated, Words]:
        return whole(rated, Rated)

    @validator("kinds")
    def _every_kind(cls, kinds: dict[SessionKind, Words]) -> dict[SessionKind, Words]:
        missing = [kind for kind in SESSION_KINDS if kind not in kinds]
        if missing:
            raise ValueError(f"lack {', '.join(missing)}; add it")
        return kinds

    @validator("hold", "show", "leave", "done")
    def _fits_a_phone(cls, title: Words) -> Words:
        return matching(title, _SHORT, "is longer than 30 characters; it has to fit a phone")


def load_brief_words(data: Path) -> BriefWords:
    """Read the file below ``data``. Raises ContentError with file and line of every fault."""
    return read_words(BriefWords, data / CHAT_FOLDER / BRIEF_FILE)
