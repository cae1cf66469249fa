"""What stands in data/stories/reminders.yml: found whole, and never telling what anybody is treated for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.phases import Phase
from bot.schedule.messages import message
from bot.schedule.occasions import DAYS, Kind, Occasion, Practice, Session, of_practice, of_session
from bot.schedule.rules import PROMPTS, SESSION_KINDS, load_rules
from bot.scripts.library import Library
from bot.scripts.words import LANGUAGES, Words
from bot.scripts.yaml_lines import ContentError
from tests.schedule.people import FILE, rhythm, rules, utc

TELLING = re.compile(
    r"""\b(?:panic|anxi|ansied|depress|depres|mood|ánimo|urge|impuls|crav|antojo|drink|beb|alcohol|drug|drog|sober|sobri|relaps
    |reca[ií]|trauma|self.?harm|autoles|suic|crisis|safety|seguridad|eat|comid|sleep|sue[ñn]o|sad|trist|ang(er|ry)|enoj
    |medic|pill|pastilla|prescri|recet|therap|terap|treat|tratam|clinic|cl[ií]nic|hospital|patient|pacient|program|diagn
    |symptom|s[ií]ntoma|disorder|trastorno|mental|group|grupo|famil|emotion|emoci|thought|pensam|grief|duelo|abus|recover|recuper)""",
    re.IGNORECASE | re.VERBOSE,
)


def every_text() -> Iterator[str]:
    found = rules()
    parts = (found.practice, found.session_prep, found.after_session, found.quiet)
    for part in parts:
        for value in dict(part).values():
            if isinstance(value, Words):
                yield from value.as_data().values()


def every_message(library: Library) -> Iterator[dict[str, Any]]:
    """Of every script, every kind of session, both days, both languages, alone and together."""
    moment, own = utc("2026-03-04 23:00"), rhythm()
    scripts = [Practice(sid, sid, DAYS, own.quiet.end, utc("2026-03-04 00:00")) for sid in library.scripts]
    practices = [one for script in scripts for one in of_practice(rules(), own, script, moment)]
    meetings = [Session(kind, kind, utc("2026-03-05 15:00"), 60) for kind in SESSION_KINDS]
    sessions = [one for each in meetings for one in of_session(rules(), own, each, utc("2026-03-06 15:00"))]
    quiet = Occasion(Kind.QUIET, "q", moment, None, moment)
    assert len(practices) == len(library.scripts)
    assert len(sessions) == 2 * len(SESSION_KINDS)
    groups = [[one] for one in (*practices, *sessions, quiet)]
    groups += [[one for one in (*practices, *sessions) if one.kind is kind] for kind in Kind if kind in _KINDS]
    for language in LANGUAGES:
        for group in groups:
            yield message(rules(), own, language, group, moment)
            yield message(rules(), own, language, group, utc("2026-03-05 14:00"))


_KINDS = (Kind.PRACTICE, Kind.PREP, Kind.AFTER)


def test_the_search_finds_what_would_tell() -> None:
    for text in ("Your panic exercise", "Tu práctica contra la ansiedad", "See your prescriber", "Sesión de grupo"):
        assert TELLING.search(text), text


def test_no_text_tells_what_anybody_is_treated_for() -> None:
    found = list(every_text())
    assert len(found) == 2 * 9
    assert [text for text in found if TELLING.search(text)] == []


def test_no_message_of_any_script_tells_its_name_or_what_it_is_for(library: Library) -> None:
    names = {name for script in library.scripts.values() for name in script.name.as_data().values()}
    count = 0
    for body in every_message(library):
        read = [body["text"], *(button["title"] for button in body["buttons"])]
        for text in read:
            count += 1
            assert not TELLING.search(text), text
            assert not any(name.casefold() in text.casefold() for name in names), text
            assert not any(script_id in text for script_id in library.scripts), text
    assert count > 100


def test_every_button_begins_something_that_exists(library: Library) -> None:
    payloads = {button["payload"] for body in every_message(library) for button in body["buttons"]}
    begun = {found.group(1) for one in payloads if (found := re.search(r'^/practise\{"script": "(\w+)"', one))}
    assert begun == set(library.scripts)
    assert {one for one in payloads if not one.startswith("/practise")} == {"/list_exercises"}
    assert '/practise{"script": "long_exhale", "origin": "assigned"}' in payloads


def test_the_scripts_it_names_are_there(library: Library) -> None:
    assert load_rules(FILE, library.scripts) == rules()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("time_zone: America/New_York", "time_zone: Mars/Base", "'Mars/Base' is no time zone"),
        ('quiet_hours: "21:00-08:00"', 'quiet_hours: "21:00"', "are no quiet hours; write them as 21:00-08:00"),
        ('  evening: "18:00"', '  evening: "late"', "is no time of day"),
        ("  button: {en: Start, es: Empezar}", "  button: {en: Start}", "lacks the language es; add `es: …`"),
        ("  button: {en: Start, es: Empezar}", '  button: {en: "{name}", es: Empezar}', "has {braces} (en)"),
        ("  button: {en: Start, es: Empezar}", f"  button: {{en: {'a' * 31}, es: b}}", "has to fit a phone"),
        ("    group: session_prep_group", "    group: session_prep_gruop", "`group` names no script"),
        ("  script: after_session", "  script: after", "`script` names no script"),
        ("session_minutes: {group: 180,", "session_minutes: {grup: 180,", "unexpected value"),
        ("session_minutes: {group: 180, ", "session_minutes: {", "needs 1 to 720 minutes for each of group"),
        ("  days: 7", "  days: 4", "must be more than those of `quiet`"),
        ("exercise_minutes: 10", "minutes: 10", "does not belong here"),
        ("  step_up: [practice,", "  step_upp: [practice,", "`phases` needs exactly step_up, iop, step_down, alumni"),
        ("  step_up: [practice,", "  step_up: [practise,", "`phases` names `practise`, which nothing brings"),
    ],
)
def test_a_fault_names_its_line(library: Library, tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / FILE.name
    text = FILE.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    with pytest.raises(ContentError) as found:
        load_rules(path, library.scripts)
    assert fault in str(found.value)
    line = text[: text.index(old)].count("\n") + 1
    assert {line, line - 1} & {problem.line for problem in found.value.problems}


# Phases


def test_a_phase_can_bring_every_kind_of_occasion_and_nothing_else() -> None:
    assert set(PROMPTS) == {kind.value for kind in Kind}


def test_who_is_in_the_program_is_prompted_and_who_was_discharged_is_not_missed() -> None:
    for phase in (Phase.STEP_UP, Phase.IOP, Phase.STEP_DOWN):
        assert all(rules().brings(phase.value, kind.value) for kind in Kind)
    assert not rules().brings(Phase.ALUMNI.value, Kind.QUIET.value)
    assert not rules().brings(Phase.ALUMNI.value, Kind.STAFF_QUIET.value)
