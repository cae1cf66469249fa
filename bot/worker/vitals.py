"""Looks whether everything that must live lives, and keeps how long something has been wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.services import paging
from bot.services.findings import findings
from bot.services.setup import Database, DatabaseUnavailable, SetupError

NAME = "watchdog"
LEAST_FREE_BYTES = 5_000_000
"""On the disk of the database. A few writes may still succeed on one that is full."""
START_FACTOR = 2
FORGET_SECONDS = 10.0
"""A fault that is away for less is the same one when it is back: what flickers is wrong all the time."""
OPEN_FAULTS = (DatabaseUnavailable, SetupError, OSError)


@dataclass(frozen=True)
class Seen:
    """``beats`` is None when the database could not be read. ``faults`` are codes."""

    beats: dict[str, datetime] | None
    faults: frozenset[str] = frozenset()


class Look:
    """One look at the database, over a connection of its own each time: what lies at its path now, not what did.

    ``reaches_staff``: whether the rota and the addresses of this moment reach anybody.
    """

    def __init__(self, opener: Callable[[], Database], reaches_staff: Callable[[], bool] = lambda: True) -> None:
        self._opener, self._reaches_staff = opener, reaches_staff
        self._database: Database | None = None

    def __call__(self) -> Seen:
        """Never raises. The watchdog's own heartbeat proves that the database can be written."""
        try:
            return self._look(self._opened())
        except DatabaseUnavailable:
            return Seen(None, frozenset({"database_unavailable"}))
        except OPEN_FAULTS as error:
            return Seen(None, frozenset({"database_gone" if isinstance(error, OSError) else "database_not_set_up"}))
        except Exception as error:
            return Seen(None, frozenset({f"database_{type(error).__name__}"}))

    def _opened(self) -> Database:
        if self._database is None:
            self._database = self._opener()
        return self._database

    def _look(self, database: Database) -> Seen:
        file = database.file
        faults = set()
        if file is not None and _free_bytes(file) < LEAST_FREE_BYTES:
            faults.add("disk_full")
        if not self._reaches_staff():
            faults.add("nobody_can_be_paged")
        try:
            beats = paging.beats(database)
            faults |= set(findings(database))
            faults |= _unless_written(database)
        finally:
            database.close()
        return Seen(beats, frozenset(faults))


def _unless_written(database: Database) -> set[str]:
    try:
        paging.beat(database, NAME)
    except DatabaseUnavailable:
        return {"database_not_writable"}
    return set()


def _free_bytes(file: Path) -> int:
    """Of the disk that holds this file. Raises OSError when the file is gone."""
    os.stat(file)
    disk = os.statvfs(file.parent)
    return disk.f_bavail * disk.f_frsize


@dataclass
class Vitals:
    """What is wrong and for how long, by the monotonic clock: a wall clock that is set changes nothing.

    A heartbeat counts when it has changed since the look before; its time is not compared with this process's own. What
    passes while the database cannot be read counts against nobody.
    """

    names: Collection[str]
    limit: float
    clock: Callable[[], float] = time.monotonic
    _pulses: dict[str, tuple[datetime | None, float]] = field(default_factory=dict)
    _proven: set[str] = field(default_factory=set)
    _faults: dict[str, tuple[float, float]] = field(default_factory=dict)
    """When each was seen first and last."""
    _read_at: float | None = None
    """When the database could be read last."""
    _blind: bool = True

    def note(self, seen: Seen) -> None:
        """Take what a look saw."""
        moment = self.clock()
        if seen.beats is not None:
            self._note_beats(seen.beats, moment)
            self._read_at = moment
        self._blind = seen.beats is None
        self._faults |= {fault: (self._faults.get(fault, (moment, moment))[0], moment) for fault in seen.faults}
        self._faults = {fault: times for fault, times in self._faults.items() if moment - times[1] < FORGET_SECONDS}

    @property
    def lasting(self) -> frozenset[str]:
        """What has been wrong for longer than the limit."""
        old = {fault for fault, (first, last) in self._faults.items() if last - first >= self.limit}
        return frozenset(old | self._silent())

    @property
    def all_proven(self) -> bool:
        """Nothing is wrong at this moment, or was a moment ago, and every process has been seen to beat."""
        return not self._blind and not self._faults and self._proven >= set(self.names) and not self._silent()

    def _note_beats(self, beats: dict[str, datetime], moment: float) -> None:
        blind = moment - self._read_at if self._blind and self._read_at is not None else 0.0
        for name in self.names:
            beat = beats.get(name)
            before, at = self._pulses.get(name, (beat, moment))
            if before != beat:
                self._proven.add(name)
                at = moment
            self._pulses[name] = (beat, min(at + blind, moment))

    def _silent(self) -> set[str]:
        """Who has not been seen to beat yet has longer: all may have started at once on a slow machine."""
        limits = {name: self.limit if name in self._proven else self.limit * START_FACTOR for name in self.names}
        read_at = self._read_at or 0.0
        return {f"{name}_silent" for name, (_, at) in self._pulses.items() if read_at - at >= limits[name]}
