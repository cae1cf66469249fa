"""The lexicon as clinicians write it in ``data/safety/lexicon.yml`` and ``data/safety/frames``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from pydantic import BaseModel, Extra, Field, PrivateAttr, validator
from pydantic.fields import ModelField

from bot.safety.patterns import PatternReader
from bot.safety.verdict import Outcome

Kind = Literal[
    "imminent",
    "active_ideation",
    "passive_ideation",
    "self_harm",
    "overdose",
    "harm_to_others",
    "abuse",
    "voices",
]


SECTIONS = ("frames", "cues", "combinations", "idioms", "denials", "lowering")
_MAY_BE_EMPTY = {
    "hedges",
    "nouns",
    "nouns_in_spanish",
    "names",
    "places",
    "kinds",
    "never_with",
    "not_negations",
    "cues",
    "combinations",
    "idioms",
    "denials",
    "lowering",
}


class _Part(BaseModel):
    class Config:
        frozen = True
        extra = Extra.forbid

    @validator("*")
    def _not_empty(cls, value: Any, field: ModelField) -> Any:
        if value == () and field.name not in _MAY_BE_EMPTY:
            raise ValueError("this list is empty; write at least one line")
        return value


class Entry(_Part):
    """What all entries have. ``match``: patterns, any of which is enough (see ``patterns``)."""

    id: str = Field(regex=r"^[a-z0-9_.]+$")
    match: tuple[str, ...]
    fires: tuple[str, ...]
    silent: tuple[str, ...]


class _Found(BaseModel):
    """``alone``: what a PAGE comes to where the second screen suspects nothing; without it, it stays a PAGE."""

    kind: Kind
    outcome: Literal[Outcome.PAGE, Outcome.CHECK]
    alone: Literal[Outcome.CHECK] | None = None

    @property
    def outcome_alone(self) -> Outcome:
        return self.alone or self.outcome


class Frame(_Found, Entry):
    """A pattern that is crisis language by itself.

    ``negated``: what it comes to when its clause negates it: ``check`` lowers a PAGE to CHECK, ``ignore`` does not
    listen to negation, ``none`` lists the negated form as a plain denial.
    """

    negated: Literal["check", "ignore", "none"] = "check"


class Cue(Entry):
    """A weak sign: nothing by itself, something in a combination."""


class Combination(_Found, _Part):
    """Cues, or frames, that together are crisis language, wherever in the message they stand.

    ``all``: each of these; a group such as ``farewell|arranging`` counts when any of its cues is there.
    """

    id: str = Field(regex=r"^[a-z0-9_.]+$")
    all: tuple[str, ...]
    fires: tuple[str, ...]
    silent: tuple[str, ...]


class Lessening(Entry):
    """What makes less of something. ``never_with``: patterns that switch it off wherever in the message they stand."""

    never_with: tuple[str, ...] = ()


class Harmless(Lessening):
    """A listed idiom or a plain denial: what it covers counts as nothing. It never reaches beyond its own words."""


class Lowering(Lessening):
    """Words that lower what stands in the same sentence: the resolved past, a film, a news item.

    ``to``: ``check`` lowers a PAGE to CHECK; ``none`` lists the sentence as harmless.
    ``kinds``: only findings of these kinds;
    ``within``: what it reaches: its sentence, what is told in one with it (``bot.safety.clauses``), or of that no more
        than its own clause.
    """

    to: Literal["check", "none"]
    kinds: tuple[Kind, ...] = ()
    within: Literal["sentence", "part", "clause"] = "sentence"


class Spoken(_Part):
    """Whoever a message may speak of, in single words: they are read as a brother or sister (see ``people``)."""

    nouns: tuple[str, ...] = ()
    nouns_in_spanish: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class LexiconFile(_Part):
    """The whole file. ``version`` is made from its bytes."""

    version: str

    words: dict[str, tuple[str, ...]]
    spellings: dict[str, str]
    masked: tuple[str, ...]
    hedges: tuple[str, ...] = ()
    emoji: dict[str, str]
    negations: tuple[str, ...]
    not_negations: tuple[str, ...]
    people: Spoken = Spoken()
    frames: tuple[Frame, ...]
    cues: tuple[Cue, ...] = ()
    combinations: tuple[Combination, ...] = ()
    idioms: tuple[Harmless, ...] = ()
    denials: tuple[Harmless, ...] = ()
    lowering: tuple[Lowering, ...] = ()
    _reader: PatternReader | None = PrivateAttr(None)

    @property
    def reader(self) -> PatternReader:
        """Reads its patterns."""
        if self._reader is None:
            self._reader = PatternReader(self.words)
        return self._reader

    @property
    def patterned(self) -> tuple[Entry, ...]:
        """The entries that have patterns of their own."""
        entries: tuple[Entry, ...] = (*self.frames, *self.cues, *self.idioms, *self.denials, *self.lowering)
        return entries

    @property
    def entries(self) -> tuple[Entry | Combination, ...]:
        every: tuple[Entry | Combination, ...] = (*self.patterned, *self.combinations)
        return every

    def without(self, ids: Collection[str]) -> LexiconFile:
        """This file less these entries, and less the combinations that lack a cue then."""
        kept = {name: tuple(one for one in getattr(self, name) if one.id not in ids) for name in SECTIONS}
        cues = {one.id for one in (*kept["cues"], *kept["frames"])}
        kept["combinations"] = tuple(one for one in kept["combinations"] if _has_cues(one, cues))
        return self.copy(update=kept)


def _has_cues(combination: Combination, cues: Collection[str]) -> bool:
    return all(any(cue in cues for cue in group.split("|")) for group in combination.all)
