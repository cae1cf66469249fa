"""Everything authors have written, loaded and checked: scripts, commands, wording."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot.scripts.commands import CommandReader
from bot.scripts.schema import Family, Script
from bot.scripts.wording import Wording


@dataclass(frozen=True, repr=False)
class Library:
    scripts: Mapping[str, Script]
    commands: CommandReader
    wording: Wording

    def __repr__(self) -> str:
        return f"Library of {len(self.scripts)} scripts"

    def of_family(self, family: Family) -> list[Script]:
        return [script for script in self.scripts.values() if script.family is family]

    def without(self, cautions: Collection[str]) -> Library:
        """Only what may be practised by somebody with these cautions."""
        return self.leaving_out([script.id for script in self.scripts.values() if not script.suits(cautions)])

    def leaving_out(self, script_ids: Collection[str]) -> Library:
        """Without these."""
        if not script_ids:
            return self
        return replace(self, scripts={key: one for key, one in self.scripts.items() if key not in script_ids})

    @property
    def families(self) -> list[Family]:
        """The families that have a script, in the menu's order."""
        return [family for family in Family if self.of_family(family)]
