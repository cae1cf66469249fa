"""Judges a text. Never raises, always ends in time; whatever goes wrong counts as crisis."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.logs import Log
from bot.safety.examples import failed_examples
from bot.safety.lexicon import Lexicon, build
from bot.safety.lexicon_file import problems_of, read_file
from bot.safety.limits import NO_LIMIT, Limit, TooSlow, in_time
from bot.safety.matching import Found
from bot.safety.reading import Reading, Readings, as_meant, in_other_words, read, without_hedges
from bot.safety.second_screen import FILE as SECOND_FILE
from bot.safety.second_screen import Rows, SecondScreen
from bot.safety.tokens import Sentence
from bot.safety.verdict import Outcome, Verdict
from bot.safety.vocabulary import vocabulary
from bot.safety.weighing import Hit, by_rules_alone, hits_of, weigh
from bot.scripts.yaml_lines import ContentError, Problem

log = Log("safety.screen")

LEXICON_FILE = "lexicon.yml"
MOST_SECONDS = 0.25
"""Of processor time. A judgement that would take longer is given up and counts as PAGE (safety contract)."""
_GIVES_UP = 0.22
"""Seconds; a part of a sentence may still be in hand then."""
MOST_SECONDS_BY_THE_CLOCK = 1.0
"""The same on a machine that is busy with something else."""
_TO_REWORD = 0.25
"""The share of this time after which a text is not read in other words any more."""
MOST_CHARACTERS = 4_500
"""Of a longer text the beginning and the end are read, and the outcome is CHECK at least."""
_TELLS_LANGUAGE = 300
"""Characters of a text from which its language is told."""
TOO_LONG, TOO_SLOW, FAILED = "screen.too_long", "screen.too_slow", "screen.failed"


@dataclass(frozen=True)
class Screen:
    """The lexicon, and after it the second screen where there is one."""

    lexicon: Lexicon
    second: SecondScreen | None = None

    def judge(self, text: str) -> Verdict:
        """The verdict on a text of any length and any content. Never raises; ends within MOST_SECONDS of its own."""
        try:
            verdict = self._judge(_readable(text), Limit.of(_GIVES_UP, MOST_SECONDS_BY_THE_CLOCK))
        except TooSlow:
            return self._unjudged(TOO_SLOW, text)
        except Exception as error:
            log.error("screen_failed", error=error)
            return self._unjudged(FAILED, text)
        if len(text) > MOST_CHARACTERS:
            return self._of_a_part(verdict, text)
        return verdict

    def _judge(self, text: str, limit: Limit) -> Verdict:
        readings, hits = findings_in(text, self.lexicon, limit)
        verdict = self._weighed(readings, hits, limit)
        return verdict if verdict.outcome is Outcome.NONE else replace(verdict, language=_language_of(readings[-1]))

    def _weighed(self, readings: Sequence[Reading], hits: Sequence[Hit], limit: Limit) -> Verdict:
        rows: Rows = {}
        if _is_in_doubt(hits) and not any(self._suspects(one, rows) for one in in_time(readings, limit)):
            hits = by_rules_alone(hits)
        found = self._by_rule(hits) if hits else self._verdict(Outcome.NONE)
        if found.outcome is Outcome.PAGE or self.second is None:
            return found
        bare = without_hedges(readings[-1], self.lexicon)
        raised = self.second.raised(readings[-1], bare, limit=limit, known=rows)
        if raised is None or raised.outcome <= found.outcome:
            return found
        return Verdict(raised.outcome, raised.kind, raised.rule, None, self.lexicon.version)

    def _suspects(self, reading: Reading, rows: Rows) -> bool:
        return self.second is not None and self.second.suspects(reading, rows)

    def _by_rule(self, hits: Sequence[Hit]) -> Verdict:
        gravest = min(hits, key=lambda hit: hit.gravity)
        return Verdict(gravest.outcome, gravest.kind, gravest.rule, gravest.span, self.lexicon.version)

    def _verdict(self, outcome: Outcome, rule: str | None = None) -> Verdict:
        return Verdict(outcome, None, rule, None, self.lexicon.version)

    def _unjudged(self, rule: str, text: str) -> Verdict:
        return replace(self._verdict(Outcome.PAGE, rule), language=self._language_at_its_beginning(text))

    def _of_a_part(self, verdict: Verdict, text: str) -> Verdict:
        """Beginning and end of a long text were read: places in the end are counted from the whole text."""
        if verdict.outcome is Outcome.NONE:
            long = self._verdict(Outcome.CHECK, TOO_LONG)
            return replace(long, language=self._language_at_its_beginning(text))
        half = MOST_CHARACTERS // 2
        if verdict.span is None or verdict.span[0] <= half:
            return verdict
        moved = len(text) - 2 * half - 1
        return replace(verdict, span=(verdict.span[0] + moved, verdict.span[1] + moved))

    def _language_at_its_beginning(self, text: str) -> str | None:
        """Of a text that was not judged as a whole. Never raises."""
        try:
            return _language_of(read_meant(text[:_TELLS_LANGUAGE], self.lexicon))
        except Exception as error:
            log.error("language_not_read", error=error)
            return None


def _language_of(reading: Reading) -> str | None:
    """The language that its beginning is clearly in; None when it may be either."""
    return vocabulary().language_of(one.word for part in reading for one in part if one.start < _TELLS_LANGUAGE)


def _is_in_doubt(hits: Sequence[Hit]) -> bool:
    """Whether it depends on the second screen what the rules come to; where one pages by itself nothing does."""
    return any(hit.doubtful for hit in hits) and not any(hit.alone is Outcome.PAGE for hit in hits)


def findings_in(text: str, lexicon: Lexicon, limit: Limit = NO_LIMIT) -> tuple[list[Reading], list[Hit]]:
    """What a text says (``Readings.said``), and what the rules find in its readings. Raises TooSlow.

    What pages as it is said is not looked for in other words as well.
    """
    readings = read(text, lexicon, limit)
    known: dict[Sentence, list[Found]] = {}
    hits = [hit for reading in readings.said for hit in hits_of(lexicon, weigh(reading, lexicon, limit, known))]
    if not any(hit.alone is Outcome.PAGE for hit in hits):
        hits += _in_other_words(readings, lexicon, limit.sooner(_GIVES_UP * (1 - _TO_REWORD)), known)
    return readings.said, hits


def _in_other_words(
    readings: Readings, lexicon: Lexicon, limit: Limit, known: dict[Sentence, list[Found]]
) -> list[Hit]:
    """What there is time for: that a text takes long to read in other words makes no crisis of it."""
    hits: list[Hit] = []
    try:
        for reading in in_other_words(readings, lexicon, limit):
            hits += [hit.in_other_words() for hit in hits_of(lexicon, weigh(reading, lexicon, limit, known))]
    except TooSlow:
        log.warning("not_read_in_other_words")
    return hits


def load_screen(folder: Path) -> Screen:
    """The screen from ``data/safety``. An entry that its own examples disprove is left out, and logged.

    What it holds is taken from the garbage collector for good: its hundred thousands of objects made a collection so
    long, in the middle of a message, that the message was judged too slow.

    Raises:
        ContentError: lexicon or second screen cannot be used, or the lexicon is empty.
    """
    with _not_collecting():
        screen = _read_screen(folder)
    gc.collect()
    gc.freeze()
    return screen


@contextmanager
def _not_collecting() -> Iterator[None]:
    """Without the garbage collector, which goes through all that is being built, over and over."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read_screen(folder: Path) -> Screen:
    path = folder / LEXICON_FILE
    file = read_file(path)
    lexicon = build(file)
    disproved = {failed.entry for failed in failed_examples(lexicon, file)}
    if disproved:
        for entry in sorted(disproved):
            log.error("lexicon_entry_left_out", entry=entry)
        lexicon = build(file.without(disproved))
    if not lexicon.frames:
        raise ContentError([Problem(path, 1, "holds no frame whose examples hold; nothing would be found")])
    return Screen(lexicon, SecondScreen.load(folder / SECOND_FILE))


def check_lexicon(folder: Path) -> int:
    """Prove the whole lexicon; returns how many entries it holds. Raises ContentError with every fault."""
    path = folder / LEXICON_FILE
    file = read_file(path)
    failed = list(failed_examples(build(file), file))
    if failed:
        raise ContentError(problems_of(path, [(one.entry, str(one)) for one in failed]))
    return len(file.entries)


def read_meant(text: str, lexicon: Lexicon) -> Reading:
    """The text as it is meant: what the second screen looks at."""
    return as_meant(_readable(text), lexicon)


def _readable(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    half = MOST_CHARACTERS // 2
    return f"{text[:half]}\n{text[-half:]}"
