"""What participants are told of their care: ``data/chat/care.yml``, and how it is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from bot.escalation.text_schema import CONTACTS, Part, Places
from bot.escalation.texts import Body
from bot.scripts.words import Words
from bot.services.chat_words import CHAT_FOLDER, read_words
from bot.services.reception import Reception

CARE_FILE = "care.yml"


class RoleWords(Part):
    """What somebody of each clinical role is to a participant; the keys are those of ``staff.rights.Role``."""

    therapist: Words
    lead: Words


class MessageWords(Part):
    must: ClassVar[Places] = {"text": {"name", "role", "text"}, "after": CONTACTS}
    text: Words
    roles: RoleWords
    after: Words


class DischargeWords(Part):
    must: ClassVar[Places] = {"aftercare": {"reader", "date"}}
    aftercare: Words
    nobody: Words
    practise: Words
    aftercare_over: Words


class ReadmissionWords(Part):
    again: Words
    reads: Words


class CareWords(Part):
    """The whole file."""

    message: MessageWords
    discharge: DischargeWords
    readmission: ReadmissionWords


@dataclass(frozen=True)
class CareVoice:
    """``reception`` knows the contacts, and who can be reached."""

    words: CareWords
    reception: Reception

    def body(self, words: Words, language: str, *buttons: dict[str, str], **places: str) -> Body:
        return self.reception.body(words, language, *buttons, **places)


def load_care_words(data: Path) -> CareWords:
    """Read the file below ``data``. Raises ContentError with file and line of every fault."""
    return read_words(CareWords, data / CHAT_FOLDER / CARE_FILE)
