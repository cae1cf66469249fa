"""From what the matcher finds in one sentence to what counts: idioms, denials, negation and the past taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety.lexicon import NOT_NEGATION, Lexicon
from bot.safety.matching import Found
from bot.safety.schema import Frame, Lowering
from bot.safety.tokens import CLAUSE_WORDS, Sentence
from bot.safety.verdict import Outcome

_NEGATION_REACH = 6
"""Words before a finding within which a negation of the same clause counts."""
_COORDINATORS = frozenset(["and", "but", "so", "y", "pero", "anyway", "though", "aunque"])
_WRITER = frozenset(["i", "im", "ive", "id", "ill", "my", "me", "yo", "mi"])
_LEANING = frozenset(
    ["when", "as", "in", "at", "back", "while", "if", "since", "after", "before", "during", "cuando", "en"]
)
_SUBJECTS = frozenset(["i", "im", "ive", "id", "ill", "yo", "he", "shes", "she", "hes", "they"])
_REPORTING = frozenset(
    ["think", "believe", "say", "said", "mean", "feel", "that", "like", "want", "if", "creo", "pienso", "digo", "que"]
)


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
        switched_off: lowering entries that something anywhere in the message has switched off.
    """
    harmless = [one for one in found if one.entry in lexicon.harmless and _in_one_clause(one, sentence)]
    lowering = [one for one in found if one.entry in lexicon.lowering and one.entry not in switched_off]
    excepted = [one for one in found if one.entry == NOT_NEGATION]
    frames, cues = [], {}
    for one in found:
        if any(_overlap(one, other) for other in harmless):
            continue
        if one.entry in lexicon.cues and not _negated(one, sentence, lexicon, excepted):
            cues[one.entry] = _span(one, sentence)
        elif one.entry in lexicon.frames:
            frame = lexicon.frames[one.entry]
            reaching = [lexicon.lowering[other.entry] for other in lowering if _reaches(other, one, sentence, lexicon)]
            outcome = _lowered(frame, _after_negation(frame, one, sentence, lexicon, excepted), reaching)
            if outcome is not Outcome.NONE:
                frames.append(Finding(frame, outcome, _span(one, sentence)))
    return Findings(tuple(frames), cues)


def _after_negation(
    frame: Frame, found: Found, sentence: Sentence, lexicon: Lexicon, excepted: Sequence[Found]
) -> Outcome:
    if frame.negated == "ignore" or not _negated(found, sentence, lexicon, excepted):
        return frame.outcome
    return Outcome.NONE if frame.negated == "none" else Outcome.CHECK


def _lowered(frame: Frame, outcome: Outcome, lowering: Sequence[Lowering]) -> Outcome:
    for one in lowering:
        if not one.kinds or frame.kind in one.kinds:
            outcome = min(outcome, Outcome(one.to))
    return outcome


def _reaches(lowering: Found, found: Found, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a lowering entry has its say about a finding: some do so only in their own clause.

    A clause that is joined to another by "and" or the like is its own. Behind a mere comma it is, too, when both speak
    of the writer: "I read a book, I want to die", but not "in the book, he dies" or "when I was ten, I wanted to die".
    """
    if lexicon.lowering[lowering.entry].within == "sentence" or _overlap(lowering, found):
        return True
    first, second = sorted((lowering, found), key=lambda one: one.start)
    between = range(first.end, second.start + 1)
    if any(sentence[place].word in _COORDINATORS for place in between):
        return False
    commas = [place for place in between if sentence[place].comma]
    if not commas or (sentence[commas[-1]].word in _WRITER and second is lowering):
        return not commas
    return not (_stands_alone(sentence[: commas[0]]) and sentence[commas[-1]].word in _WRITER)


def _stands_alone(clause: Sentence) -> bool:
    """Whether a clause speaks of the writer, and does not lean on the next one as "when I was ten" does."""
    words = [token.word for token in clause]
    return words[0] not in _LEANING and any(word in _WRITER for word in words)


def _negated(found: Found, sentence: Sentence, lexicon: Lexicon, excepted: Sequence[Found]) -> bool:
    """Whether a negation stands before the finding in its own clause, or in a gap inside it."""
    first = _clause_start(found.start, sentence)
    last = found.start if found.negates else found.end
    for place in range(first, last):
        if sentence[place].word in lexicon.negations and not any(one.start <= place < one.end for one in excepted):
            return True
    return False


def _clause_start(start: int, sentence: Sentence) -> int:
    """Where the clause of word ``start`` begins, at most ``_NEGATION_REACH`` words back."""
    place = start
    while place > 0 and start - place < _NEGATION_REACH:
        if sentence[place].comma or sentence[place - 1].word in CLAUSE_WORDS:
            break
        if sentence[place].word in _SUBJECTS and sentence[place - 1].word not in _REPORTING:
            break
        place -= 1
    return place


def _in_one_clause(found: Found, sentence: Sentence) -> bool:
    """An idiom or a denial holds no comma: "I wish I were dead, simple as that" is not "dead simple"."""
    return not any(token.comma for token in sentence[found.start + 1 : found.end])


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _span(found: Found, sentence: Sentence) -> tuple[int, int]:
    return sentence[found.start].start, sentence[max(found.start, found.end - 1)].end
