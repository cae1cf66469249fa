"""The lexicon, loaded: its matcher, its spelling, its entries by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety.matching import SentenceMatcher
from bot.safety.patterns import plain_words
from bot.safety.people import People
from bot.safety.schema import Combination, Frame, Lessening, LexiconFile, Lowering, Spoken
from bot.safety.spelling import Spelling

NOT_NEGATION = "!not_negation"


@dataclass(frozen=True)
class Lexicon:
    """Everything the screen knows. ``version`` changes with any change of the file.

    ``classes``: each word of a word class, and the largest class that it is in; for the second screen to be trained.
    ``switches``: finds what switches an idiom, a denial or a lowering entry off; asked only where one was found.
    """

    version: str
    frames: dict[str, Frame]
    cues: frozenset[str]
    combinations: tuple[Combination, ...]
    harmless: frozenset[str]
    lowering: dict[str, Lowering]
    negations: frozenset[str]
    hedges: frozenset[str]
    emoji: dict[str, str]
    spelling: Spelling
    people: People
    classes: dict[str, str]
    matcher: SentenceMatcher
    switches: SentenceMatcher


def build(file: LexiconFile) -> Lexicon:
    """Compile a file whose form has been checked."""
    negations = frozenset(word for phrase in file.negations for word in plain_words(phrase))
    patterns = {entry.id: entry.match for entry in file.patterned}
    lessening: Sequence[Lessening] = (*file.idioms, *file.denials, *file.lowering)
    patterns[NOT_NEGATION] = file.not_negations
    switches = {one.id: one.never_with for one in lessening if one.never_with}
    lines = [line for some in (patterns, switches) for entry in some.values() for line in entry]
    words = {word for line in lines for word in file.reader.read(line).words}
    return Lexicon(
        version=file.version,
        frames={frame.id: frame for frame in file.frames},
        cues=frozenset(cue.id for cue in file.cues),
        combinations=file.combinations,
        harmless=frozenset(one.id for one in (*file.idioms, *file.denials)),
        lowering={one.id: one for one in file.lowering},
        negations=negations,
        hedges=frozenset(word for phrase in file.hedges for word in plain_words(phrase)),
        emoji=file.emoji,
        people=_people(file.people),
        spelling=Spelling(words, file.spellings, file.masked),
        classes=file.reader.largest_classes(),
        matcher=SentenceMatcher(
            patterns, file.reader, negations, raising={one.id for one in (*file.frames, *file.cues)}
        ),
        switches=SentenceMatcher(switches, file.reader, negations),
    )


def _people(spoken: Spoken) -> People:
    lists = (spoken.nouns, spoken.nouns_in_spanish, spoken.names, spoken.places)
    return People(*(frozenset(word for one in words for word in plain_words(one)) for words in lists))
