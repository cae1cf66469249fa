"""Holds every text that a participant can read to the rules of ``data/safety/never_say.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Extra, Field, ValidationError

from bot.scripts.yaml_lines import ContentError, Problem, line_of, read_yaml

RULES_FILE = "never_say.yml"
_NO_TEXT = "id approach family helps_with review ask_phrases words answers plain_no country next if then else log_as"
_NOT_SAID = frozenset([*_NO_TEXT.split(" "), "page_if", "payload", "staff"])
"""Keys below which there is nothing that a participant reads."""
_AFTER_DISCLOSURE = frozenset({"high_distress", "utter_offer_more"})
"""Texts that are said to somebody in danger although they stand in no folder of ``_DISCLOSED_FOLDERS``."""
_DISCLOSED_FOLDERS = ("safety", "plans")
"""Folders in which every text may be said to somebody in danger."""


class _WrittenRule(BaseModel):
    name: str
    reason: str
    after_disclosure: bool = False
    patterns: list[str] = Field(min_items=1)
    catches: list[str] = Field(min_items=1)
    spares: list[str] = Field(min_items=1)

    class Config:
        extra = Extra.forbid


class _RuleFile(BaseModel):
    terms: dict[str, str]
    never: list[_WrittenRule] = Field(min_items=1)

    class Config:
        extra = Extra.forbid


@dataclass(frozen=True)
class Rule:
    name: str
    reason: str
    after_disclosure: bool
    patterns: tuple[re.Pattern[str], ...]

    def found(self, text: str) -> str | None:
        """The words at fault, or None."""
        hits = (pattern.search(_readable(text)) for pattern in self.patterns)
        return next((hit.group() for hit in hits if hit), None)


def load_rules(path: Path) -> list[Rule]:
    """Read the rules. Raises ContentError for what cannot be read, and for a rule that fails at its own examples."""
    data = read_yaml(path)
    try:
        file = _RuleFile.parse_obj(data)
        rules = [_compiled(written, file.terms) for written in file.never]
    except ValidationError as error:
        raise ContentError(
            Problem(path, line_of(data, one["loc"]), f"`{one['loc'][-1]}` {one['msg']}") for one in error.errors()
        ) from None
    except re.error as error:
        raise ContentError([Problem(path, line_of(data, ["never"]), f"a pattern cannot be read: {error}")]) from None
    problems = [
        Problem(path, line_of(data, ["never", number]), fault)
        for number, (written, rule) in enumerate(zip(file.never, rules, strict=True))
        for fault in _own_faults(written, rule)
    ]
    if problems:
        raise ContentError(problems)
    return rules


def check_texts(data: Path, domain_file: Path) -> None:
    """Check everything that a participant can read. Raises ContentError with file and line of every fault."""
    rules = load_rules(data / "safety" / RULES_FILE)
    problems = [
        problem
        for path in _text_files(data)
        for problem in _problems(rules, path, read_yaml(path), path.parent.name in _DISCLOSED_FOLDERS)
    ]
    problems += _problems(rules, domain_file, read_yaml(domain_file).get("responses") or {}, False)
    if problems:
        raise ContentError(problems)


def faults(rules: list[Rule], text: str, after_disclosure: bool) -> Iterator[str]:
    """What is wrong with one text, in words for its author."""
    for rule in rules:
        words = rule.found(text) if after_disclosure or not rule.after_disclosure else None
        if words:
            yield f'"{words}" {rule.reason}'


def _compiled(written: _WrittenRule, terms: dict[str, str]) -> Rule:
    """A term's name in {braces} stands for the term; other braces belong to the pattern."""
    patterns = written.patterns
    for name, term in terms.items():
        patterns = [pattern.replace(f"{{{name}}}", term) for pattern in patterns]
    return Rule(written.name, written.reason, written.after_disclosure, tuple(map(re.compile, patterns)))


def _own_faults(written: _WrittenRule, rule: Rule) -> Iterator[str]:
    for text in written.catches:
        if not rule.found(text):
            yield f"the rule `{rule.name}` must catch {text!r} and does not"
    for text in written.spares:
        if rule.found(text):
            yield f"the rule `{rule.name}` must spare {text!r} and does not"
    for number, pattern in enumerate(rule.patterns, 1):
        if not any(pattern.search(_readable(text)) for text in written.catches):
            yield f"the rule `{rule.name}` has no example for its pattern {number}; add one to `catches`"


def _text_files(data: Path) -> list[Path]:
    stories = data / "stories"
    around = [stories / name for name in ("wording.yml", "commands.yml", "exercise_frame.yml", "reminders.yml")]
    chat = sorted((data / "chat").glob("*.yml"))
    return [*around, *sorted(stories.glob("*/*.yml")), *chat, data / "safety" / "texts.yml"]


def _problems(rules: list[Rule], path: Path, node: Any, disclosed: bool) -> Iterator[Problem]:
    for text, line, keys in _texts(node, ()):
        after_disclosure = disclosed or not _AFTER_DISCLOSURE.isdisjoint(keys)
        for fault in faults(rules, text, after_disclosure):
            yield Problem(path, line, fault)


def _texts(node: Any, keys: tuple[object, ...]) -> Iterator[tuple[str, int, tuple[object, ...]]]:
    """Every text below a node, with its line and the keys that lead to it."""
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, part in parts:
        if key in _NOT_SAID:
            continue
        if isinstance(part, str):
            yield part, line_of(node, [key]), (*keys, key)
        else:
            yield from _texts(part, (*keys, key))


def _readable(text: str) -> str:
    """Lower case, plain apostrophes, one space between words."""
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
