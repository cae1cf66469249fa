"""The lexicon, loaded: its matcher, its spelling, its entries by id."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML

from bot.safety.matching import SentenceMatcher
from bot.safety.patterns import PatternFault, compile_pattern, largest_classes, plain_words, words_of
from bot.safety.schema import SECTIONS, Combination, Frame, Lessening, LexiconFile, Lowering
from bot.safety.spelling import Spelling
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

SWITCH_OFF = "!off:"
"""Before the id of a lowering entry: the patterns that switch it off."""
NOT_NEGATION = "!not_negation"


@dataclass(frozen=True)
class Lexicon:
    """Everything the screen knows. ``version`` changes with any change of the file.

    ``classes``: each word of a word class, and the largest class that it is in; for the second screen to be trained.
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
    classes: dict[str, str]
    matcher: SentenceMatcher


def read_file(path: Path) -> LexiconFile:
    """Read the lexicon and check its form; whether its examples hold is for ``examples``.

    Raises:
        ContentError: with file and line of every fault.
    """
    try:
        raw = path.read_bytes()
        content = YAML(typ="safe").load(raw.decode())
        file = LexiconFile.parse_obj({"version": hashlib.sha256(raw).hexdigest()[:12], **content})
    except ValidationError as error:
        raise ContentError(_shape_faults(path, error)) from None
    except Exception:
        read_yaml(path)
        raise ContentError([Problem(path, 1, "is not a lexicon")]) from None
    faults = list(_faults(file))
    if faults:
        raise ContentError(problems_of(path, faults))
    return file


def problems_of(path: Path, faults: Iterable[tuple[str, str]]) -> list[Problem]:
    """Faults of entries, with their lines."""
    lines = lines_of(path)
    return [Problem(path, lines.get(entry, 1), text) for entry, text in faults]


def lines_of(path: Path) -> dict[str, int]:
    """The line of every entry in the file, by its id; of an id that stands there twice, the last."""
    content = read_yaml(path)
    return {
        str(entry.get("id")): line_of(content, [section, number])
        for section in SECTIONS
        for number, entry in enumerate(content.get(section) or [])
    }


def build(file: LexiconFile) -> Lexicon:
    """Compile a file whose form has been checked."""
    negations = frozenset(word for phrase in file.negations for word in plain_words(phrase))
    patterns = {entry.id: entry.match for entry in file.patterned}
    lessening: Sequence[Lessening] = (*file.idioms, *file.denials, *file.lowering)
    patterns |= {SWITCH_OFF + one.id: one.never_with for one in lessening if one.never_with}
    patterns[NOT_NEGATION] = file.not_negations
    words = {word for lines in patterns.values() for line in lines for word in words_of(line, file.words)}
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
        spelling=Spelling(words, file.spellings, file.masked),
        classes=largest_classes(file.words),
        matcher=SentenceMatcher(
            patterns, file.words, negations, raising={one.id for one in (*file.frames, *file.cues)}
        ),
    )


def _faults(file: LexiconFile) -> Iterator[tuple[str, str]]:
    """Every fault of form: the entry's id and what is wrong."""
    ids = Counter(entry.id for entry in file.entries)
    yield from ((one, f"the id `{one}` stands here more than once") for one, count in ids.items() if count > 1)
    for entry in file.patterned:
        for pattern in (*entry.match, *(entry.never_with if isinstance(entry, Lessening) else ())):
            try:
                compile_pattern(pattern, file.words)
            except PatternFault as fault:
                yield entry.id, f"`{entry.id}`: {fault}"
    cues = {one.id for one in (*file.cues, *file.frames)}
    for combination in file.combinations:
        for cue in (one for group in combination.all for one in group.split("|")):
            if cue not in cues:
                yield combination.id, f"`{combination.id}` names `{cue}`, which is no cue and no frame"


def _shape_faults(path: Path, error: ValidationError) -> list[Problem]:
    content: Any = read_yaml(path)
    return [
        Problem(path, line_of(content, fault["loc"]), f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
        for fault in error.errors()
    ]
