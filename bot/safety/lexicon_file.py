"""Reads the lexicon as clinicians write it: ``lexicon.yml``, and the frames of each kind beside it in ``frames/``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML

from bot.safety.patterns import PatternFault
from bot.safety.schema import SECTIONS, Lessening, LexiconFile
from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

FRAMES_FOLDER = "frames"


def read_file(path: Path) -> LexiconFile:
    """Read the lexicon and check its form; whether its examples hold is for ``examples``.

    Args:
        path: ``lexicon.yml``. Files in the folder of frames beside it hold nothing but more ``frames``.

    Raises:
        ContentError: with file and line of every fault.
    """
    files = _files(path)
    try:
        raw = [file.read_bytes() for file in files]
        content, *others = (YAML(typ="safe").load(one.decode()) for one in raw)
        version = hashlib.sha256(b"\n".join(raw)).hexdigest()[:12]
        frames = [frame for one in (content, *others) for frame in one.get("frames") or []]
    except Exception:
        for file in files:
            read_yaml(file)
        raise ContentError([Problem(path, 1, "is not a lexicon")]) from None
    if strange := [
        Problem(file, 1, f"holds `{key}`; only `frames` stand here")
        for file, one in zip(files[1:], others, strict=True)
        for key in one
        if key != "frames"
    ]:
        raise ContentError(strange)
    try:
        lexicon = LexiconFile.parse_obj({"version": version, **content, "frames": frames})
    except ValidationError as error:
        raise ContentError(_shape_faults(path, error)) from None
    faults = list(_faults(lexicon))
    if faults:
        raise ContentError(problems_of(path, faults))
    return lexicon


def problems_of(path: Path, faults: Iterable[tuple[str, str]]) -> list[Problem]:
    """Faults of entries, with their files and lines; of an id that stands there twice, the last."""
    places = dict(_entries(path))
    return [Problem(*places.get(entry, (path, 1)), text) for entry, text in faults]


def _files(path: Path) -> list[Path]:
    return [path, *sorted((path.parent / FRAMES_FOLDER).glob("*.yml"))]


def _entries(path: Path) -> Iterator[tuple[str, tuple[Path, int]]]:
    """Every entry's id, and its file and line."""
    for section in SECTIONS:
        for file in _files(path):
            content = read_yaml(file)
            for number, entry in enumerate(content.get(section) or []):
                yield str(entry.get("id")), (file, line_of(content, [section, number]))


def _faults(file: LexiconFile) -> Iterator[tuple[str, str]]:
    """Every fault of form: the entry's id and what is wrong."""
    ids = Counter(entry.id for entry in file.entries)
    yield from ((one, f"the id `{one}` stands here more than once") for one, count in ids.items() if count > 1)
    for entry in file.patterned:
        for pattern in (*entry.match, *(entry.never_with if isinstance(entry, Lessening) else ())):
            try:
                file.reader.read(pattern)
            except PatternFault as fault:
                yield entry.id, f"`{entry.id}`: {fault}"
    cues = {one.id for one in (*file.cues, *file.frames)}
    for combination in file.combinations:
        for cue in (one for group in combination.all for one in group.split("|")):
            if cue not in cues:
                yield combination.id, f"`{combination.id}` names `{cue}`, which is no cue and no frame"


def _shape_faults(path: Path, error: ValidationError) -> list[Problem]:
    return [_shape_fault(path, fault["loc"], fault["msg"]) for fault in error.errors()]


def _shape_fault(path: Path, way: Sequence[Any], text: str) -> Problem:
    """Numbers of frames count through all files."""
    file, inside = path, list(way)
    if way[:1] == ("frames",) and len(way) > 1:
        file, inside[1] = _frames(path)[way[1]]
    return Problem(file, line_of(read_yaml(file), inside), f"{'.'.join(map(str, inside))}: {text}")


def _frames(path: Path) -> list[tuple[Path, int]]:
    """The file of each frame, and its number there."""
    return [(file, number) for file in _files(path) for number in range(len(read_yaml(file).get("frames") or []))]
