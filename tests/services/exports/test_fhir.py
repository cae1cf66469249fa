from __future__ import annotations

import json
import subprocess
import sys
from typing import Any
from uuid import UUID

from fhir.resources.R4B.bundle import Bundle
from sqlalchemy import update

from bot.db import tables
from bot.services.exports import as_fhir
from bot.services.exports.fhir import bundle
from tests.services.exports.practised import CANARY, SHARED, answered, dossier, everything, measure
from tests.services.insight.watched import Watched

Resource = dict[str, Any]


def resources(watched: Watched, kind: str) -> list[Resource]:
    content = json.loads(as_fhir(dossier(watched)))
    return [entry["resource"] for entry in content["entry"] if entry["resource"]["resourceType"] == kind]


def response(watched: Watched, run_id: str) -> Resource | None:
    own = (one for one in resources(watched, "QuestionnaireResponse") if one["id"] == str(UUID(run_id)))
    return next(own, None)


def codes(one: Resource) -> tuple[str, str]:
    [coding] = one["code"]["coding"]
    return coding["system"], coding["code"]


def test_the_library_reads_back_what_it_wrote(watched: Watched) -> None:
    everything(watched)
    made = bundle(dossier(watched))
    assert Bundle.parse_raw(made.json()) == made
    assert made.type == "collection"


def test_references_lead_to_entries_of_the_bundle(watched: Watched) -> None:
    everything(watched)
    content = json.loads(as_fhir(dossier(watched)))
    urls = [entry["fullUrl"] for entry in content["entry"]]
    assert len(urls) == len(set(urls))
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in content["entry"])
    found = set(_references(content))
    assert len(found) == 3, "the patient, and two responses that something is derived from"
    assert found <= set(urls)


def test_check_ins_measures_and_shared_preparations_are_responses(watched: Watched) -> None:
    ids = everything(watched)
    found = {one["id"] for one in resources(watched, "QuestionnaireResponse")}
    assert found == {str(UUID(ids[name])) for name in ("check_in", "kept", "prep", "measure")}


def test_a_response_holds_ratings_buttons_and_shared_words(watched: Watched) -> None:
    ids = everything(watched)
    one = response(watched, ids["check_in"])
    assert one is not None
    version = watched.library.scripts["mood_check_in"].version
    assert (one["status"], one["questionnaire"]) == ("completed", f"urn:interlude:script:mood_check_in|{version}")
    assert one["authored"] == "2026-03-02T17:01:00+00:00"
    button = {"system": "urn:interlude:script:mood_check_in:sleep", "code": "too_little", "display": "Too little"}
    assert [(item["linkId"], item["answer"]) for item in one["item"]] == [
        ("mood", [{"valueInteger": 3}]),
        ("sleep", [{"valueCoding": button}]),
        ("line", [{"valueString": SHARED}]),
    ]


def test_of_private_words_a_response_holds_a_number(watched: Watched) -> None:
    ids = everything(watched)
    one = response(watched, ids["kept"])
    assert one is not None
    assert one["extension"] == [{"url": "urn:interlude:answers-kept-private", "valueInteger": 1}]
    assert [item["linkId"] for item in one["item"]] == ["mood"]
    assert CANARY.encode() not in as_fhir(dossier(watched))


def test_words_that_fhir_cannot_hold_are_left_out(watched: Watched) -> None:
    odd, nothing = ("line", "text", "a\0b\x1f\nc ", None, "share"), ("line", "text", "\x02 \n", None, "share")
    run_id = watched.runs("mood_check_in", odd, nothing)
    one = response(watched, run_id)
    assert one is not None
    assert [item["answer"] for item in one["item"]] == [[{"valueString": "ab\nc"}]]


def test_a_run_that_was_left_is_not_completed(watched: Watched) -> None:
    expected = {"stopped": "stopped", "abandoned": "stopped", "open": "in-progress", "paused": "in-progress"}
    for status, told in expected.items():
        one = response(watched, watched.runs("mood_check_in", status=status))
        assert one is not None
        assert (one["status"], "item" in one) == (told, False)


def test_phq_9_goes_by_its_loinc_codes(watched: Watched) -> None:
    ids = everything(watched)
    source = [{"reference": f"urn:uuid:{UUID(ids['measure'])}"}]
    total, item = [one for one in resources(watched, "Observation") if one.get("derivedFrom") == source]
    assert codes(total) == ("http://loinc.org", "44261-6")
    assert total["valueQuantity"]["value"] == 10
    assert codes(item) == ("http://loinc.org", "44260-8")
    assert item["valueCodeableConcept"]["coding"][0] == {"system": "http://loinc.org", "code": "LA6570-1"}
    one = response(watched, ids["measure"])
    assert one is not None
    assert [item["answer"][0]["valueCoding"]["code"] for item in one["item"]] == ["LA6569-3"] * 8 + ["LA6570-1"]


def test_gad_7_has_its_total_and_no_total_while_an_item_is_missing(watched: Watched) -> None:
    script = measure(watched, "gad7", 7)
    watched.runs("", *answered(3, 3, 3, 3, 3, 3), script=script)
    assert resources(watched, "Observation") == []
    watched.runs("", *answered(3, 3, 3, 3, 3, 3, 3), script=script)
    [total] = resources(watched, "Observation")
    assert (codes(total), total["valueQuantity"]["value"]) == (("http://loinc.org", "70274-6"), 21)


def test_the_function_item_of_phq_9_is_none_of_its_frequencies(watched: Watched) -> None:
    run_id = watched.runs("", *answered(0, 0, 0, 0, 0, 0, 0, 0, 0, 2), script=measure(watched, "phq9", 10))
    one = response(watched, run_id)
    assert one is not None
    assert one["item"][9]["answer"] == [{"valueInteger": 2}]


def test_distress_is_an_observation_derived_from_its_check_in(watched: Watched) -> None:
    ids = everything(watched)
    found = [one for one in resources(watched, "Observation") if codes(one)[1].startswith("distress")]
    assert [(codes(one)[1], one["valueInteger"], "derivedFrom" in one) for one in found] == [
        ("distress_before", 8, False),
        ("distress_after", 3, False),
        ("distress_before", 6, True),
    ]
    assert found[2]["derivedFrom"] == [{"reference": f"urn:uuid:{UUID(ids['check_in'])}"}]
    assert {one["category"][0]["coding"][0]["code"] for one in found} == {"survey"}


def test_who_it_is_of_is_told_by_a_pseudonym(watched: Watched) -> None:
    [patient] = resources(watched, "Patient")
    assert patient == {
        "resourceType": "Patient",
        "id": str(UUID(watched.id)),
        "identifier": [{"system": "urn:interlude:participant", "value": watched.id}],
    }


def test_without_consent_there_is_the_patient_alone(watched: Watched) -> None:
    everything(watched)
    watched.decides(False)
    assert len(json.loads(as_fhir(dossier(watched)))["entry"]) == 1


def test_synthetic_people_are_marked_as_test_data(watched: Watched) -> None:
    assert "meta" not in json.loads(as_fhir(dossier(watched)))
    with watched.database.transaction() as tx:
        tx.run(update(tables.participant).values(synthetic=True))
    [tag] = json.loads(as_fhir(dossier(watched)))["meta"]["tag"]
    assert tag["code"] == "HTEST"


def test_the_library_is_loaded_only_when_it_is_used() -> None:
    program = "import sys, bot.services.exports; sys.exit('fhir' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def _references(content: Any) -> list[str]:
    if isinstance(content, dict):
        own = [content["reference"]] if "reference" in content else []
        return own + [one for value in content.values() for one in _references(value)]
    return [one for value in content for one in _references(value)] if isinstance(content, list) else []
