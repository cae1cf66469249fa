"""A dossier as JSON."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from bot.services.exports.dossiers import Dossier
from bot.services.insight import RunEntry


def as_json(dossier: Dossier) -> bytes:
    """Indented, times in UTC. ``care_consent`` says why there may be no runs."""
    person = dossier.person
    content = {
        "exported_at": dossier.made_at,
        "participant": person.id,
        "synthetic": person.synthetic,
        "care_consent": person.consent.value,
        "runs": [_run(run) for run in dossier.runs],
        "incidents": dossier.incidents,
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain).encode()


def _run(run: RunEntry) -> dict[str, Any]:
    script = run.script
    return {**vars(run), "script": script.script_id, "title": script.title, "kind": script.kind}


def _plain(value: Any) -> Any:
    """What JSON has no form for: times, and the parts of a dossier (``asdict`` takes as long as all the rest)."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return vars(value)
