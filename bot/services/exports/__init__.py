"""Exports of one participant for the care team: what they may read on the pages, as files. The caller writes the audit.

What a participant gets of themselves, everything, is ``bot.services.export``.
"""

from bot.services.exports.dossiers import Dossier, gather
from bot.services.exports.fhir import as_fhir
from bot.services.exports.plain import as_json
from bot.services.exports.tables import TABLES, Table, as_csv, as_zip

__all__ = ["TABLES", "Dossier", "Table", "as_csv", "as_fhir", "as_json", "as_zip", "gather"]
