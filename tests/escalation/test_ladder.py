"""Steps of a ladder: whom, when, and for ever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.escalation.ladder import Climb, freeze, thaw
from tests.clock import MONDAY_NOON
from tests.services.duty import FILE, escalation


def climb(**changed: object) -> Climb:
    return thaw(freeze(escalation(**changed), "imminent"))


def test_rungs_come_after_their_minutes_and_the_last_again_and_again() -> None:
    one = climb()
    assert [one.due_after(number) for number in range(6)] == [0, 300, 600, 900, 1200, 1500]
    assert [one.repeats(number) for number in range(5)] == [False, False, False, True, True]
    assert [one.step(number, MONDAY_NOON).people for number in (0, 1, 2, 3, 99)] == [
        ("ana",),
        ("ben",),
        ("cleo", "ben"),
        ("cleo", "ben"),
        ("cleo", "ben"),
    ]


@given(number=st.integers(0, 100_000))
def test_every_step_tells_somebody_and_the_next_comes_later(number: int) -> None:
    one = climb()
    assert one.step(number, MONDAY_NOON).channels
    assert one.gap(number + 1) >= 1
    assert one.due_after(number + 1) > one.due_after(number)


def test_a_rung_can_choose_the_sort_of_channel() -> None:
    rungs = [{"after": 0, "notify": ["ana", "ben"], "by": ["email"]}]
    step = climb(ladders={"crisis": {**FILE["ladders"]["crisis"], "rungs": rungs}}).step(0, MONDAY_NOON)
    assert step.channels == (("ana", "ana_email"), ("ben", "ben_sms")), "who has no e-mail is told all the same"


def test_an_address_that_two_people_share_is_used_once() -> None:
    people = [{**person, "channels": {"pager": "team_pager"}} for person in FILE["people"]]
    assert climb(people=people).step(2, MONDAY_NOON).channels == (("cleo", "team_pager"),)


def test_what_was_frozen_thaws_to_the_same_steps() -> None:
    whole = escalation()
    one = thaw(freeze(whole, "imminent"))
    assert one.ladder == whole.ladder_of("imminent")
    assert (one.escalation.rota, one.escalation.people) == (whole.rota, whole.people)
    assert freeze(one.escalation.copy(update={"kinds": {"imminent": ""}}), "imminent") == freeze(whole, "imminent")


def test_a_reminder_goes_to_the_owner_and_later_to_others_too() -> None:
    one = climb()
    assert one.reminder(0, "ana", MONDAY_NOON, wider=False).people == ("ana",)
    assert one.reminder(2, "ana", MONDAY_NOON, wider=True).people == ("ana", "cleo", "ben")
    assert one.reminder(0, "who_left", MONDAY_NOON, wider=False).people == ("cleo", "ben")
