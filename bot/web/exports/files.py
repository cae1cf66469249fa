"""A dossier as the file of a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.services.exports import TABLES, Dossier, Table, as_csv, as_fhir, as_json, as_zip


@dataclass(frozen=True)
class Format:
    """``write`` may raise ValueError."""

    mimetype: str
    ending: str
    write: Callable[[Dossier], bytes]


FORMATS: Mapping[str, Format] = {
    "zip": Format("application/zip", "zip", as_zip),
    "json": Format("application/json", "json", as_json),
    "fhir": Format("application/fhir+json", "fhir.json", as_fhir),
}
"""All of a dossier in one file."""


def table_named(text: str) -> Table | None:
    return next((one for one in TABLES if one == text), None)


def csv_of(table: Table) -> Format:
    return Format("text/csv", "csv", lambda dossier: as_csv(dossier, table))


def filename(participant_id: str, one: Format) -> str:
    """It holds no name: files lie about in folders that others see."""
    return f"interlude-{participant_id[:8]}.{one.ending}"
