"""From what the matcher finds in one sentence to what counts: idioms, denials, negation and the past taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety.lexicon import NOT_NEGATION, Lexicon
from bot.safety.matching import Found
from bot.safety.schema import Frame, Lowering
from bot.safety.tokens import Sentence
from bot.safety.verdict import Outcome

_NEGATION_REACH = 6
"""Words before a finding within which a negation of the same clause counts."""
_CLAUSE_WORDS = frozenset(
    [
        "and",
        "but",
        "so",
        "because",
        "then",
        "cause",
        "cuz",
        "bc",
        "or",
        "pero",
        "y",
        "porque",
        "entonces",
        "aunque",
        "though",
        "although",
    ]
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
    lowering = [
        lexicon.lowering[one.entry] for one in found if one.entry in lexicon.lowering and one.entry not in switched_off
    ]
    excepted = [one for one in found if one.entry == NOT_NEGATION]
    frames, cues = [], {}
    for one in found:
        if any(_overlap(one, other) for other in harmless):
            continue
        if one.entry in lexicon.cues and not _negated(one, sentence, lexicon, excepted):
            cues[one.entry] = _span(one, sentence)
        elif one.entry in lexicon.frames:
            frame = lexicon.frames[one.entry]
            outcome = _lowered(frame, _after_negation(frame, one, sentence, lexicon, excepted), lowering)
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
        if sentence[place].comma or sentence[place - 1].word in _CLAUSE_WORDS:
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
