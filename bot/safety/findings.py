"""From what the matcher finds in one sentence to what counts: idioms, denials, negation and the past taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety.clauses import CLAUSE_WORDS, is_parted, leads_in, told_apart
from bot.safety.lexicon import NOT_NEGATION, Lexicon
from bot.safety.matching import Found
from bot.safety.schema import Frame, Lowering
from bot.safety.tokens import Sentence
from bot.safety.verdict import Outcome

_NEGATION_REACH = 6
"""Words before a finding within which a negation of the same clause counts."""
_SPEAKERS = frozenset(["i", "im", "ive", "id", "ill", "yo", "he", "shes", "she", "hes", "they"])
_BEFORE_SPEAKERS = frozenset(
    ["think", "believe", "say", "said", "mean", "feel", "that", "like", "want", "if", "creo", "pienso", "digo", "que"]
)
"""A negation ends where somebody new speaks ("not hungry I will"), unless after these ("I don't think I will")."""


@dataclass(frozen=True)
class Finding:
    """A frame that counts, with its outcome after all lowering, and its place in the original text."""

    frame: Frame
    outcome: Outcome
    span: tuple[int, int]

    @property
    def alone(self) -> Outcome:
        """What it comes to when the second screen suspects nothing."""
        return min(self.outcome, self.frame.outcome_alone)


@dataclass(frozen=True)
class Findings:
    """What one sentence holds. Cues carry the place where they stand."""

    frames: tuple[Finding, ...]
    cues: dict[str, tuple[int, int]]


def findings_of(sentence: Sentence, found: Sequence[Found], lexicon: Lexicon, switched_off: frozenset[str]) -> Findings:
    """Judge one sentence.

    Args:
        found: what the matcher found in it.
        switched_off: idioms, denials and lowering entries that something anywhere in the message has switched off.
    """
    said = _Said.of(sentence, found, lexicon, switched_off)
    frames, cues = [], {}
    for one in found:
        around = said.around(one)
        if not around:
            continue
        if one.entry in lexicon.cues and not said.negated(one):
            cues[one.entry] = _span(one, sentence)
        elif one.entry in lexicon.frames:
            frame = lexicon.frames[one.entry]
            outcome = max(said.outcome(frame, one, part) for part in around)
            if outcome is not Outcome.NONE:
                frames.append(Finding(frame, outcome, _span(one, sentence)))
    return Findings(tuple(frames), cues)


@dataclass(frozen=True)
class _Said:
    """A sentence, the parts that are told apart in it, and what makes less of something.

    ``harmless``: idioms and denials; ``excepted``: what looks like a negation and is none.
    """

    sentence: Sentence
    parts: Sequence[slice]
    harmless: Sequence[Found]
    lowering: Sequence[tuple[Found, Lowering]]
    negations: frozenset[str]
    excepted: Sequence[Found]

    @classmethod
    def of(cls, sentence: Sentence, found: Sequence[Found], lexicon: Lexicon, switched_off: frozenset[str]) -> _Said:
        return cls(
            sentence,
            told_apart(sentence),
            [
                one
                for one in found
                if one.entry in lexicon.harmless and one.entry not in switched_off and _in_one_clause(one, sentence)
            ],
            [
                (one, lexicon.lowering[one.entry])
                for one in found
                if one.entry in lexicon.lowering
                and one.entry not in switched_off
                and (lexicon.lowering[one.entry].within != "clause" or _in_one_clause(one, sentence))
            ],
            lexicon.negations,
            [one for one in found if one.entry == NOT_NEGATION],
        )

    def around(self, found: Found) -> list[slice]:
        """The parts that hold a finding and no idiom or denial of it. One that reaches across parts joins these."""
        parts = [part for part in self.parts if _inside(found, part)]
        if not parts:
            start = max((part.start for part in self.parts if part.start <= found.start), default=0)
            end = min((part.stop for part in self.parts if part.stop >= found.end), default=len(self.sentence))
            parts = [slice(start, end)]
        return [part for part in parts if not any(_inside(one, part) and _overlap(one, found) for one in self.harmless)]

    def outcome(self, frame: Frame, found: Found, part: slice) -> Outcome:
        """What a frame comes to that was found in a part."""
        outcome: Outcome = frame.outcome
        if frame.negated != "ignore" and self.negated(found):
            outcome = Outcome.NONE if frame.negated == "none" else Outcome.CHECK
        for one, entry in self.lowering:
            concerns = not entry.kinds or frame.kind in entry.kinds
            if concerns and (entry.within == "sentence" or (_inside(one, part) and self._reaches(one, found, entry))):
                outcome = min(outcome, Outcome(entry.to))
        return outcome

    def negated(self, found: Found) -> bool:
        """Whether a negation stands before the finding in its own clause, or in a gap inside it."""
        first = _clause_start(found.start, self.sentence)
        last = found.start if found.negates else found.end
        return any(
            self.sentence[place].word in self.negations
            and not any(one.start <= place < one.end for one in self.excepted)
            for place in range(first, last)
        )

    def _reaches(self, lowering: Found, found: Found, entry: Lowering) -> bool:
        """Whether they speak of the same thing, inside one part: a clause joined by "and" or the like is its own."""
        first, second = sorted((lowering, found), key=lambda one: one.start)
        start, end = first.end, second.start + 1
        if _overlap(lowering, found):
            return True
        comma = any(token.comma for token in self.sentence[start:end])
        strays = comma and entry.within == "clause" and not leads_in(self.sentence, first.start)
        return not strays and not is_parted(self.sentence, start, end)


def _clause_start(start: int, sentence: Sentence) -> int:
    """Where the clause of word ``start`` begins, at most ``_NEGATION_REACH`` words back."""
    place = start
    while place > 0 and start - place < _NEGATION_REACH:
        if sentence[place].comma or sentence[place - 1].word in CLAUSE_WORDS:
            break
        if sentence[place].word in _SPEAKERS and sentence[place - 1].word not in _BEFORE_SPEAKERS:
            break
        place -= 1
    return place


def _in_one_clause(found: Found, sentence: Sentence) -> bool:
    """Whether it holds no comma ("I wish I were dead, simple as that" is not "dead simple") and no "and" of others."""
    comma = any(token.comma for token in sentence[found.start + 1 : found.end])
    return not comma and (found.joins or not is_parted(sentence, found.start + 1, found.end))


def _inside(found: Found, part: slice) -> bool:
    return bool(part.start <= found.start and found.end <= part.stop)


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _span(found: Found, sentence: Sentence) -> tuple[int, int]:
    return sentence[found.start].start, sentence[max(found.start, found.end - 1)].end
