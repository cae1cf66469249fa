"""What the lexicon finds in a whole message: frames of each sentence, and cues that meet across sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from bot.safety.findings import Findings, findings_of
from bot.safety.lexicon import Lexicon
from bot.safety.limits import NO_LIMIT, Limit, in_time
from bot.safety.matching import Found
from bot.safety.reading import Reading
from bot.safety.schema import Combination
from bot.safety.tokens import Sentence
from bot.safety.verdict import Outcome

_KINDS = (
    "overdose",
    "imminent",
    "voices",
    "harm_to_others",
    "abuse",
    "active_ideation",
    "self_harm",
    "passive_ideation",
)
"""Of several findings with one outcome, the kind that stands first names the verdict."""
_NEAR = 3
"""Sentences."""
_RANK = {kind: number for number, kind in enumerate(_KINDS)}


class Hit(NamedTuple):
    """A frame or a combination that counts, and its place in the text. ``alone``: see ``schema``."""

    outcome: Outcome
    alone: Outcome
    kind: str
    rule: str
    span: tuple[int, int]

    @property
    def gravity(self) -> tuple[bool, int, int, tuple[int, int], str]:
        """The least is the gravest; of equals, the one that needs the fewest words to say so."""
        start, end = self.span
        return self.outcome is not Outcome.PAGE, _RANK[self.kind], end - start, self.span, self.rule

    @property
    def doubtful(self) -> bool:
        """Whether it needs the second screen to come to its outcome."""
        return self.alone < self.outcome

    def in_other_words(self) -> Hit:
        """What it counts when it is found in other words than were said: alone it asks at most, where it would page."""
        return self._replace(alone=Outcome.CHECK if self.alone is Outcome.PAGE else Outcome.NONE)


def weigh(
    reading: Reading, lexicon: Lexicon, limit: Limit = NO_LIMIT, known: dict[Sentence, list[Found]] | None = None
) -> list[Findings]:
    """The findings of every sentence. Raises TooSlow.

    ``known``: what was found before in sentences that other readings of the same text share; it is added to.
    """
    known = {} if known is None else known
    for one in in_time(reading, limit):
        if one not in known:
            known[one] = lexicon.matcher.find(one, limit)
    matched = [known[one] for one in reading]
    can_be_off = any(one.entry in lexicon.switches.entries for row in matched for one in row)
    off = _switched_off(reading, lexicon, limit) if can_be_off else frozenset()
    return [findings_of(one, row, lexicon, off) for one, row in zip(reading, matched, strict=True)]


def _switched_off(reading: Reading, lexicon: Lexicon, limit: Limit) -> frozenset[str]:
    """What something anywhere in the message switches off. Raises TooSlow."""
    return frozenset(found.entry for one in in_time(reading, limit) for found in lexicon.switches.find(one, limit))


def hits_of(lexicon: Lexicon, found: Sequence[Findings]) -> list[Hit]:
    """Frames and combinations together."""
    frames = [
        Hit(one.outcome, one.alone, one.frame.kind, one.frame.id, one.span) for part in found for one in part.frames
    ]
    return frames + combined(lexicon.combinations, found)


def by_rules_alone(hits: Sequence[Hit]) -> list[Hit]:
    """What is left of hits where the second screen suspects nothing."""
    return [hit._replace(outcome=hit.alone) for hit in hits if hit.alone is not Outcome.NONE]


def combined(combinations: Sequence[Combination], found: Sequence[Findings]) -> list[Hit]:
    """The combinations all of whose parts stand in the message; the place is that of the first part.

    Where they stand further apart than _NEAR sentences the second screen must suspect something too: in a long
    message a bridge, a goodbye and a "tonight" come together by chance.
    """
    anywhere = list(_together(combinations, found))
    hits = {one.id: _hit(one, span, Outcome.NONE) for one, span in anywhere}
    for start in range(max(1, len(found) - _NEAR + 1)) if anywhere else ():
        for one, span in _together([one for one, _ in anywhere], found[start : start + _NEAR]):
            hits[one.id] = _hit(one, span, one.outcome_alone)
    return list(hits.values())


def _hit(one: Combination, span: tuple[int, int], alone: Outcome) -> Hit:
    return Hit(Outcome(one.outcome), alone, one.kind, one.id, span)


def _together(
    combinations: Sequence[Combination], found: Sequence[Findings]
) -> Iterator[tuple[Combination, tuple[int, int]]]:
    cues = {cue: span for one in reversed(found) for cue, span in one.cues.items()}
    cues |= {one.frame.id: one.span for part in reversed(found) for one in part.frames}
    for combination in combinations if cues else ():
        first, *others = combination.all
        place = _place_of(first, cues)
        if place and all(_place_of(group, cues) for group in others):
            yield combination, place


def _place_of(group: str, cues: Mapping[str, tuple[int, int]]) -> tuple[int, int] | None:
    """Where the first cue of a group stands that is there."""
    return next((cues[cue] for cue in _cues_of(group) if cue in cues), None)


@cache
def _cues_of(group: str) -> tuple[str, ...]:
    return tuple(group.split("|"))
