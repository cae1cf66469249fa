"""Proves every entry of the lexicon by its own examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.safety.lexicon import Lexicon
from bot.safety.reading import Reading, in_other_words, read
from bot.safety.schema import Combination, Cue, Entry, Frame, LexiconFile, Lowering
from bot.safety.verdict import Outcome
from bot.safety.weighing import combined, hits_of, weigh


@dataclass(frozen=True)
class Failed:
    """An example that does not do what it must. ``fires``: the entry should have found it, and did not."""

    entry: str
    text: str
    fires: bool

    def __str__(self) -> str:
        if self.fires:
            return f"`{self.entry}` does not fire on its own example “{self.text}”"
        return f"`{self.entry}` fires on “{self.text}”, which it must leave alone"


def failed_examples(lexicon: Lexicon, file: LexiconFile) -> Iterator[Failed]:
    """Every example of every entry that fails."""
    for entry in file.entries:
        for text, fires in [*((one, True) for one in entry.fires), *((one, False) for one in entry.silent)]:
            if _counts(lexicon, entry, text) is not fires:
                yield Failed(entry.id, text, fires)


def _counts(lexicon: Lexicon, entry: Entry | Combination, text: str) -> bool:
    """Whether the entry has its say about the text: what finds by one reading, what makes harmless by all."""
    readings = read(text, lexicon)
    all_of_it = (*reversed(readings.said), *in_other_words(readings, lexicon))
    has_its_say = (_has_its_say(lexicon, entry, reading) for reading in all_of_it)
    return any(has_its_say) if isinstance(entry, Frame | Cue | Combination) else all(has_its_say)


def _has_its_say(lexicon: Lexicon, entry: Entry | Combination, reading: Reading) -> bool:
    found = weigh(reading, lexicon)
    if isinstance(entry, Frame):
        return any(one.frame.id == entry.id and one.outcome is entry.outcome for part in found for one in part.frames)
    if isinstance(entry, Cue):
        return any(entry.id in part.cues for part in found)
    if isinstance(entry, Combination):
        return any(hit.rule == entry.id for hit in combined(lexicon.combinations, found))
    allowed = Outcome(entry.to) if isinstance(entry, Lowering) else Outcome.NONE
    return all(hit.outcome <= allowed for hit in hits_of(lexicon, found))
