"""A small lexicon of the tests' own, written to a folder."""

from __future__ import annotations

from pathlib import Path

from bot.safety.lexicon import build
from bot.safety.lexicon_file import FRAMES_FOLDER, read_file
from bot.safety.screen import LEXICON_FILE, Screen

LEXICON = """
words:
  want: [want, going to, "plan*"]
  me: [myself, me]
spellings: {kil: kill}
masked: [kill]
hedges: [lol, jk]
emoji: {"🔪": knife}
negations: [not, dont, never, no, cant]
not_negations: [cant stop]
people: {nouns: [guy, brother]}
frames:
  - id: kill_myself
    kind: active_ideation
    outcome: page
    match: ["kill|killing {me}"]
    fires: ["I will kill myself"]
    silent: ["a killer app"]
  - id: tired_of_it
    kind: active_ideation
    outcome: page
    alone: check
    match: ["done with living"]
    fires: ["I am done with living"]
    silent: ["done with the room"]
  - id: other_done
    kind: active_ideation
    outcome: page
    alone: check
    match: ["my brother is done"]
    fires: ["my brother is done"]
    silent: ["I am done"]
  - id: other_kills
    kind: imminent
    outcome: page
    match: ["my brother is ~1 killing"]
    fires: ["my brother is killing himself"]
    silent: ["my brother is here"]
  - id: not_live
    kind: passive_ideation
    outcome: check
    negated: ignore
    match: ["dont {want} ~2 live"]
    fires: ["I don't want to live"]
    silent: ["where do you live"]
cues:
  - id: farewell
    match: ["goodbye"]
    fires: ["goodbye"]
    silent: ["hello"]
  - id: letter
    match: ["letter|letters"]
    fires: ["the letter"]
    silent: ["the note"]
combinations:
  - id: farewell_letter
    kind: imminent
    outcome: page
    all: [farewell, letter]
    fires: ["Goodbye. The letter is on the table."]
    silent: ["The letter is on the table."]
idioms:
  - id: killing_me
    match: ["shoes ~2 killing me"]
    fires: ["these shoes are killing me"]
    silent: ["I am killing myself"]
denials:
  - id: not_going_to
    match: ["not going to kill {me}"]
    fires: ["I am not going to kill myself"]
    silent: ["I am going to kill myself"]
lowering:
  - id: long_ago
    to: check
    match: ["years ago ~3 recovered"]
    never_with: ["again"]
    fires: ["I wanted to kill myself years ago and recovered"]
    silent: ["I will kill myself again, years ago I recovered"]
  - id: in_a_film
    to: none
    within: clause
    match: ["film"]
    fires: ["in the film I kill myself"]
    silent: ["I saw a film and I will kill myself"]
"""


MORE_FRAMES = """frames:
  - id: more
    kind: voices
    outcome: page
    match: ["the {want} says"]
    fires: ["the want says"]
    silent: ["it says"]
"""


def write_frames(folder: Path, text: str = MORE_FRAMES) -> Path:
    """A file of frames beside the lexicon."""
    path = folder / FRAMES_FOLDER / "more.yml"
    path.parent.mkdir()
    path.write_text(text)
    return path


def write_lexicon(folder: Path, text: str = LEXICON) -> Path:
    path = folder / LEXICON_FILE
    path.write_text(text)
    return path


def small_screen(folder: Path, text: str = LEXICON) -> Screen:
    return Screen(build(read_file(write_lexicon(folder, text))))
