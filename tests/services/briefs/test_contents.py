"""What stands in a brief: each section, from how many runs, and from which time."""

from __future__ import annotations

import pytest

from bot.db import runs
from bot.scripts.words import Words
from tests.services.briefing import Diary


def test_practice_is_counted_and_its_change_told_from_three_rated_runs(diary: Diary) -> None:
    diary.practises(8, 5)
    diary.practises(6, 5)
    diary.practises(9, None, status="stopped")
    assert diary.sees()[0] == "Box breathing: 3×, 2× to the end."
    diary.practises(7, 3)
    assert diary.sees()[0] == "Box breathing: 4×, 3× to the end. Distress, middle: 7 before, 5 after (3×)."


def test_a_run_that_goes_on_is_not_in_it(diary: Diary) -> None:
    diary.practises(8, 5, status="paused")
    assert diary.sees() == []


def test_nothing_is_claimed_from_two_ratings(diary: Diary) -> None:
    diary.checks_in(distress=5, mood=4)
    diary.checks_in(distress=6, mood=4)
    assert diary.sees() == []


def test_ratings_over_time(diary: Diary) -> None:
    for distress, mood in ((8, 2), (7, 3), (9, 3), (4, 6), (5, 5), (4, 7)):
        diary.checks_in(distress, mood, sleep="too_little" if distress > 5 else "okay_night", urges=distress)
    assert diary.sees() == [
        "Distress: 6 ratings from 4 to 9, middle 6. Earlier half 8, later half 4.",
        "Mood: 6 ratings from 2 to 7, middle 4. Earlier half 3, later half 6.",
        "How did you sleep last night? Too little 3×, Well enough 3×",
        "How strong were your urges today, at their strongest? Count any urge you try not to follow: "
        "6 ratings from 4 to 9, middle 6. Earlier half 8, later half 4.",
    ]


def test_the_same_trigger_then_and_now_from_three_runs_each(diary: Diary) -> None:
    for distress in (8, 9, 8):
        diary.practises(distress, trigger="work")
        diary.practises(distress, trigger="family")
    diary.has_session()
    for distress in (5, 6, 4):
        diary.practises(distress, trigger="work")
    diary.practises(5, trigger="family")
    [line] = [line for line in diary.sees() if "then" in line]
    assert line == "Work or school: middle 8 then (3×), 5 now (3×)."


def test_keys_hold_no_word_of_the_participant_and_no_trigger(diary: Diary) -> None:
    for _ in range(2):
        for distress in (5, 6, 4):
            diary.practises(distress, trigger="conflict")
        diary.has_session()
    for distress in (5, 6, 4):
        diary.practises(distress, trigger="conflict")
    diary.prepares(skill="canary words")
    keys = [item.key for item in diary.looks().items]
    assert [key.partition(":")[0] for key in keys] == ["answer", "practice", "trend", "trigger"]
    assert not any("conflict" in key or "canary" in key for key in keys)


def test_homework_is_what_was_done_of_what_was_due(diary: Diary) -> None:
    diary.is_assigned("five_senses", "mon", "wed", "fri")
    diary.clock.move(days=7)
    for _ in range(2):
        diary.practises(script_id="five_senses")
    assert diary.sees()[-1] == "Five senses: done 2 of 3."
    for _ in range(2):
        diary.practises(script_id="five_senses")
    assert diary.sees()[-1] == "Five senses: done 3 of 3."


def test_a_measure_is_no_homework(diary: Diary) -> None:
    diary.is_assigned("gad7", "mon", "wed", "fri")
    diary.clock.move(days=7)
    assert diary.sees() == []


def test_homework_counts_from_when_it_was_assigned_or_the_last_session(diary: Diary) -> None:
    diary.is_assigned("five_senses", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
    diary.clock.move(days=3)
    assert diary.sees()[-1] == "Five senses: done 0 of 3."
    diary.has_session()
    diary.clock.move(days=2)
    assert diary.sees()[-1] == "Five senses: done 0 of 2."


def test_prepared_answers_that_are_shared_come_first_and_others_are_counted(diary: Diary) -> None:
    diary.practises(8, 5)
    diary.prepares("session_prep_group", skill="box breathing", want="to listen")
    diary.prepares("after_session", share=False, takeaway="not for you")
    diary.prepares("session_prep_individual", hardest="for another session")
    own = diary.looks()
    assert [line.partition(" — ")[2] for line in diary.lines(own)[:2]] == ["box breathing", "to listen"]
    assert not any("not for you" in line or "another session" in line for line in diary.lines(own))
    assert own.kept == 1


def test_the_newest_preparation_counts_and_one_broken_off_does_not(diary: Diary) -> None:
    diary.prepares(skill="the first")
    diary.prepares(skill="the second")
    script = diary.library.scripts["session_prep_group"]
    with diary.database.transaction() as tx:
        run_id = runs.add(tx, diary.id, script.id, script.version, "own")
        runs.add_answer(tx, run_id, "skill", "text", "broken off", None, "share")
        runs.save(tx, run_id, "stopped", {"step": "skill"})
    [line] = diary.sees()
    assert line.endswith("— the second")


def test_what_was_taken_back_or_did_not_answer_is_left_out(diary: Diary) -> None:
    run_id = diary.prepares(skill="right", want="wrong")
    with diary.database.transaction() as tx:
        runs.add_answer(tx, run_id, "private", "unclear", "meant otherwise", None, "share")
        runs.retract(tx, run_id, "want")
    [line] = diary.sees()
    assert line.endswith("— right")


def test_a_question_stands_there_as_it_was_asked(diary: Diary) -> None:
    script = diary.library.scripts["session_prep_group"]
    asked = [step.copy(update={"question": Words.read("Asked in old words?")}) for step in script.steps[:1]]
    older = script.copy(update={"version": "older", "steps": [*asked, *script.steps[1:]]})
    diary.runs_script(older, {"skill": ("text", "an answer", None)})
    assert diary.sees() == ["Asked in old words? — an answer"]


def test_ratings_and_buttons_of_a_preparation_are_in_it_by_their_label(diary: Diary) -> None:
    script = diary.library.scripts["session_prep_individual"]
    given = {"worries": ("choice", "2", "safety"), "goal": ("number", "4", 4), "sharing": ("choice", "keep", "keep")}
    diary.runs_script(script, given)
    assert [line.rpartition("— ")[2] for line in diary.sees("individual")] == ["About safety", "4"]


@pytest.mark.parametrize("kind", ["group", "individual", "family", "prescriber"])
def test_there_is_a_brief_for_every_kind_of_session(diary: Diary, kind: str) -> None:
    diary.agrees("family")
    diary.practises(8, 5)
    assert diary.sees(kind) == ["Box breathing: 1×, 1× to the end."]  # type: ignore[arg-type]


def test_family_sessions_see_practice_only_with_consent_for_them(diary: Diary) -> None:
    diary.practises(8, 5)
    diary.prepares("session_prep_family", helps="tea")
    own = diary.looks("family")
    assert [item.section.value for item in own.items] == ["prepared"]
    assert own.family_closed
    assert diary.staff_see("family").family_closed
    diary.agrees("family")
    assert len(diary.looks("family").items) == 2


def test_in_spanish(diary: Diary) -> None:
    for before, after in ((8, 5), (6, 4), (7, 3), (7, 4)):
        diary.practises(before, after)
    diary.is_assigned("five_senses", "mon")
    diary.clock.move(days=7)
    lines = diary.sees(language="es")
    assert lines[0] == (
        "Box breathing: 4×, 4× hasta el final. Malestar, valor central: 7 antes, 4 después (4×)."
    )  # fmt: skip
    assert lines[1] == "Malestar: 4 valores de 6 a 8, valor central 7."
    assert lines[2] == "Five senses: 0 de 1."


def fills_in(diary: Diary, *points: int, script_id: str = "gad7") -> None:
    script = diary.library.scripts[script_id]
    given = {step.id: ("choice", "", str(one)) for step, one in zip(script.counting, points, strict=False)}
    diary.runs_script(script, given)


def test_measures_are_told_by_their_totals_without_a_name_for_them(diary: Diary) -> None:
    fills_in(diary, 3, 3, 3, 3, 3, 3, 3)
    fills_in(diary, 1, 1, 1, 0, 0, 2, 0)
    assert diary.sees() == ["GAD-7: 5 of 21. Before that: 21."]


def test_a_measure_with_a_question_left_out_has_no_total(diary: Diary) -> None:
    fills_in(diary, 3, 3, 3)
    assert diary.sees() == []


def test_a_total_can_be_held_back(diary: Diary) -> None:
    fills_in(diary, 1, 1, 1, 1, 1, 1, 1)
    diary.looks()
    assert diary.holds_back("measure:gad7")
    assert diary.lines(diary.staff_see()) == []
