"""Walks to choose from: each new, or, for large data, a few of each sort that are used again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from bot.services.demo.content import Content
from bot.services.demo.walking import FINISH, Walk, Walker, Wish

VARIANTS = 2
"""Of each script, language and sort of wish, where walks are used again."""


@dataclass
class Walks:
    """``again``: walks are used again, with other people and times. Walking is what takes longest: 1.5 ms a run."""

    content: Content
    again: bool
    _known: dict[tuple[str, str, Wish], list[Walk]] = field(default_factory=dict)

    def of(self, script_id: str, language: str, wish: Wish, rng: Random) -> Walk:
        """A run of this script that goes as wished; one that is used again only as far as distress and mood go."""
        if not self.again:
            return self._walk(script_id, language, wish, rng)
        known = self._known.setdefault((script_id, language, _sort(wish)), [])
        if len(known) < VARIANTS:
            known.append(self._walk(script_id, language, wish, rng))
            return known[-1]
        return rng.choice(known)

    def _walk(self, script_id: str, language: str, wish: Wish, rng: Random) -> Walk:
        script = self.content.library.scripts[script_id]
        return Walker(self.content.library, self.content.bank, script, language, wish, rng).walk()


def _sort(wish: Wish) -> Wish:
    """What walks are told apart by."""
    if wish.ending != FINISH:
        return Wish(before=wish.before, ending=wish.ending)
    return Wish(wish.before, wish.after, wish.mood, wish.need)
