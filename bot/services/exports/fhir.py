"""A dossier as a FHIR R4 bundle: questionnaire responses, and observations derived from them.

The library's R4B models are used: of the resources here R4 and R4B have the same elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from bot.scripts.instruments import Instrument, instrument_of, points
from bot.services.exports.dossiers import CHECK_IN, MEASURE, SESSION_PREP, Dossier
from bot.services.insight import RunEntry, SharedAnswer

if TYPE_CHECKING:
    from fhir.resources.R4B.bundle import Bundle

Json = dict[str, Any]
LOINC = "http://loinc.org"
OWN = "urn:interlude"
"""The name space of codes that nobody else has."""
_SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}
_TEST_DATA = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
_SCORE = {"unit": "{score}", "system": "http://unitsofmeasure.org", "code": "{score}"}
_STATUS = {"finished": "completed", "stopped": "stopped", "abandoned": "stopped"}
"""Of a run to that of its response; the others are in progress."""
_NO_STRING = dict.fromkeys(number for number in range(32) if chr(number) not in "\t\r\n")
"""Characters that FHIR keeps out of its strings."""
_WORDS = ("text", "unclear", "choice_own", "number_own")
_DISTRESS = {"distress_before": "Distress before, 0-10", "distress_after": "Distress after, 0-10"}


def as_fhir(dossier: Dossier) -> bytes:
    """The bundle as JSON. Raises ValueError for what the library does not take for FHIR."""
    written = bundle(dossier).json()
    return written if isinstance(written, bytes) else written.encode()


def bundle(dossier: Dossier) -> Bundle:
    """Checks, measures and shared preparations as responses; totals and distress as observations; no name."""
    from fhir.resources.R4B.bundle import Bundle

    resources = [_patient(dossier), *(one for run in dossier.runs for one in _of_run(dossier, run))]
    meta = {"meta": {"tag": [_TEST_DATA]}} if dossier.person.synthetic else {}
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    return Bundle.parse_obj(
        {"resourceType": "Bundle", "type": "collection", "timestamp": _time(dossier.made_at), "entry": entries, **meta}
    )


def _of_run(dossier: Dossier, run: RunEntry) -> Iterator[Json]:
    responds = _responds(run)
    source = [_reference(run.id)] if responds else []
    if responds:
        yield _response(dossier, run)
    yield from (_observation(dossier, run, source, name, **what) for name, what in _observed(run))


def _responds(run: RunEntry) -> bool:
    """What was prepared for a session is told where its words were shared."""
    shared = any(one.kind in _WORDS and one.said for one in run.answers)
    return run.script.kind in (MEASURE, CHECK_IN) or (run.script.kind == SESSION_PREP and shared)


def _observed(run: RunEntry) -> Iterator[tuple[str, Json]]:
    """Name of each observation, unlike any other of the run, and what it says."""
    instrument = instrument_of(run.script.script_id)
    if instrument is not None and run.score is not None and run.score.total is not None:
        code = _code(f"{instrument.name} total", instrument.total_code, f"{run.script.script_id}_total")
        yield "total", {"code": code, "valueQuantity": {"value": run.score.total, **_SCORE}}
        yield from _items(run, instrument)
    for name, text in _DISTRESS.items():
        rating = run.distress_before if name == "distress_before" else run.distress_after
        if rating is not None:
            yield name, {"code": _code(text, None, name), "valueInteger": rating}


def _items(run: RunEntry, instrument: Instrument) -> Iterator[tuple[str, Json]]:
    """Items with a code of their own."""
    codes = dict(instrument.item_codes)
    for one in run.answers:
        coding = _coding(run, one)
        if one.place in codes and coding is not None:
            code = _code(one.question, codes[one.place], one.step)
            yield f"item:{one.place}", {"code": code, "valueCodeableConcept": {"coding": [coding]}}


def _response(dossier: Dossier, run: RunEntry) -> Json:
    items: dict[str, Json] = {}
    for one in run.answers:
        given = list(_given(run, one))
        if given:
            item = items.setdefault(one.step, {"linkId": one.step, "text": one.question, "answer": []})
            item["answer"] += given
    private = {"url": f"{OWN}:answers-kept-private", "valueInteger": run.kept_private}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": _id(run.id),
        "extension": [private],
        "questionnaire": f"{OWN}:script:{run.script.script_id}|{run.version}",
        "status": _STATUS.get(run.status, "in-progress"),
        "subject": _reference(dossier.person.id),
        "source": _reference(dossier.person.id),
        "authored": _time(run.ended_at or run.at),
        **({"item": list(items.values())} if items else {}),
    }


def _given(run: RunEntry, one: SharedAnswer) -> Iterator[Json]:
    """A rating told with a story is both; what was skipped is nothing."""
    coding = _coding(run, one)
    if coding is not None:
        yield {"valueCoding": coding}
    elif one.number is not None:
        yield {"valueInteger": one.number}
    words = one.said.translate(_NO_STRING).strip()
    if words and one.kind in _WORDS:
        yield {"valueString": words}


def _coding(run: RunEntry, one: SharedAnswer) -> Json | None:
    """Of a button; of an item whose answers have codes, by what was answered."""
    instrument = instrument_of(run.script.script_id) if run.script.kind == MEASURE else None
    codes = instrument.answer_codes if instrument and one.place and one.place <= instrument.items else ()
    counts = points(one.number, one.value)
    display = {"display": one.said} if one.kind == "choice" and one.said.strip() else {}
    if counts is not None and counts < len(codes):
        return {"system": LOINC, "code": codes[counts], **display}
    if one.value is None:
        return None
    return {"system": f"{OWN}:script:{run.script.script_id}:{one.step}", "code": one.value, **display}


def _observation(dossier: Dossier, run: RunEntry, source: list[Json], name: str, **what: Any) -> Json:
    return {
        "resourceType": "Observation",
        "id": str(uuid5(UUID(run.id), name)),
        "status": "final",
        "category": [{"coding": [_SURVEY]}],
        "subject": _reference(dossier.person.id),
        "effectiveDateTime": _time(run.at),
        "note": [{"text": f"{run.script.title} ({run.script.script_id}, {run.origin})"}],
        **({"derivedFrom": source} if source else {}),
        **what,
    }


def _patient(dossier: Dossier) -> Json:
    identifier = {"system": f"{OWN}:participant", "value": dossier.person.id}
    return {"resourceType": "Patient", "id": _id(dossier.person.id), "identifier": [identifier]}


def _code(text: str, loinc: str | None, own: str) -> Json:
    coding = {"system": LOINC, "code": loinc} if loinc else {"system": f"{OWN}:observation", "code": own}
    return {"coding": [coding], "text": text}


def _id(row_id: str) -> str:
    return str(UUID(row_id))


def _reference(row_id: str) -> Json:
    return {"reference": f"urn:uuid:{_id(row_id)}"}


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
