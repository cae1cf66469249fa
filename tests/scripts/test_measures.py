"""The standard measures of this checkout, as they are used everywhere."""

from __future__ import annotations

import pytest

from bot.scripts.instruments import instrument_of
from bot.scripts.library import Library
from bot.scripts.runs import Status
from bot.scripts.schema import Choose
from tests.scripts.writing import Walk


@pytest.fixture(scope="module")
def measures(library: Library) -> list[str]:
    return [script.id for script in library.scripts.values() if script.kind == "measure"]


def test_every_measure_is_one_that_can_be_added_up_and_waits_to_be_assigned(
    library: Library, measures: list[str]
) -> None:
    assert sorted(measures) == ["audit_c", "gad7", "pcl5", "phq8", "phq9", "who5"]
    for name in measures:
        script = library.scripts[name]
        assert instrument_of(name) is not None, name
        assert script.only_assigned, name
        assert script.again_after_days, name


def test_the_question_about_being_better_off_dead_pages_and_no_other_does(
    library: Library, measures: list[str]
) -> None:
    paging = {
        (name, step.id): step.page_if
        for name in measures
        for step in library.scripts[name].steps
        if isinstance(step, Choose) and step.page_if is not None
    }
    assert paging == {("phq9", "harm"): "answer >= 1"}
    ninth = library.scripts["phq9"].counting[8]
    assert ninth.id == "harm"


@pytest.mark.parametrize("name", ["phq9", "phq8", "gad7"])
def test_the_recall_of_two_weeks_is_said_before_the_first_question(library: Library, name: str) -> None:
    walk = Walk(library.scripts[name], library)
    assert walk.texts[-2].startswith("Over the last 2 weeks, how often have you been bothered by")


def test_the_eight_are_the_nine_without_the_ninth(library: Library) -> None:
    nine, eight = (
        [(step.question, step.options) for step in library.scripts[name].counting if isinstance(step, Choose)]
        for name in ("phq9", "phq8")
    )
    assert eight == nine[:8]


def test_an_answer_may_be_typed_as_its_number_or_its_words(library: Library) -> None:
    walk = Walk(library.scripts["gad7"], library)
    walk.say("2", "several days", "Nearly every day", "not at all", "0", "1", "3")
    assert walk.state.status is Status.FINISHED
    assert [str(one.value) for one in walk.state.given] == ["2", "1", "3", "0", "0", "1", "3"]
