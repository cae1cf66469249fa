"""Who sees what: the participant first, then staff, without what is held back and what the participant has not seen."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import delete, update

from bot.db import chats
from bot.db.database import Transaction
from bot.db.tables import answer, consent
from bot.services.briefs import Item, Shown, brief_for_staff
from tests.services.briefing import Diary

BREATHING, SENSES = "practice:box_breathing", "practice:five_senses"


def keys(items: Iterable[Item]) -> list[str]:
    return [item.key for item in items]


def test_staff_see_nothing_before_the_participant_has_looked(diary: Diary) -> None:
    diary.practises(8, 5)
    diary.prepares(skill="words")
    seen = diary.staff_see()
    assert (seen.shown, seen.items, seen.newer, seen.held_back, seen.kept) == (Shown.NOT_SEEN, (), 0, 0, 0)
    diary.looks()
    seen = diary.staff_see()
    assert (seen.shown, len(seen.items), seen.newer) == (Shown.SEEN, 2, 0)


def test_what_is_held_back_is_only_counted_until_it_is_put_back(diary: Diary) -> None:
    diary.practises()
    diary.practises(script_id="five_senses")
    diary.looks()
    assert diary.holds_back(BREATHING)
    seen = diary.staff_see()
    assert (keys(seen.items), seen.held_back) == ([SENSES], 1)
    assert diary.holds_back(BREATHING)
    assert diary.staff_see().held_back == 1
    assert diary.holds_back(BREATHING, held=False)
    assert diary.staff_see().held_back == 0


def test_what_came_up_later_is_only_counted_until_the_participant_looks_again(diary: Diary) -> None:
    diary.practises()
    diary.looks()
    diary.practises()
    diary.practises(script_id="five_senses")
    seen = diary.staff_see()
    assert diary.lines(seen) == ["Box breathing: 1×, 1× to the end."]
    assert seen.newer == 2
    diary.looks()
    assert (len(diary.staff_see().items), diary.staff_see().newer) == (2, 0)


def test_what_is_held_back_stays_so_when_it_grows_and_is_looked_at_again(diary: Diary) -> None:
    diary.practises()
    diary.looks()
    diary.holds_back(BREATHING)
    diary.practises()
    assert (diary.staff_see().newer, diary.staff_see().held_back) == (0, 1)
    diary.looks()
    assert (diary.staff_see().items, diary.staff_see().held_back) == ((), 1)


def test_what_a_participant_has_not_seen_cannot_be_held_back_nor_what_is_not_there(diary: Diary) -> None:
    diary.practises()
    assert not diary.holds_back(BREATHING)
    diary.looks()
    diary.practises(script_id="five_senses")
    assert not diary.holds_back(SENSES)
    assert not diary.holds_back("answer:unknown")


def test_after_the_session_nothing_of_its_brief_can_be_changed(diary: Diary) -> None:
    diary.practises()
    since = diary.looks().period.since
    diary.has_session()
    assert not diary.holds_back(BREATHING, since=since)
    assert diary.staff_see().shown is Shown.NOT_SEEN


def test_answers_that_are_kept_after_all_leave_the_brief(diary: Diary) -> None:
    diary.prepares(skill="words")
    diary.looks()
    with diary.database.transaction() as tx:
        tx.run(update(answer).values(sharing="keep"))
    assert (diary.staff_see().items, diary.staff_see().kept) == ((), 1)


@pytest.mark.parametrize("asked", [True, False])
def test_without_consent_staff_see_nothing_though_the_participant_has_looked(diary: Diary, asked: bool) -> None:
    diary.practises()
    diary.looks()
    if asked:
        diary.agrees("care_team", given=False)
    else:
        with diary.database.transaction() as tx:
            tx.run(delete(consent))
    seen = diary.staff_see()
    assert (seen.shown, seen.items, seen.seen_at) == (Shown.NO_CONSENT, (), None)


def test_briefs_of_other_kinds_and_people_stay_closed(diary: Diary) -> None:
    diary.practises()
    diary.looks("group")
    assert diary.staff_see("individual").shown is Shown.NOT_SEEN
    with diary.database.transaction() as tx:
        other = chats.add_participant(tx)
        assert brief_for_staff(tx, diary.sources, other, "group").shown is Shown.NO_CONSENT
        with pytest.raises(LookupError):
            brief_for_staff(tx, diary.sources, "nobody", "group")


def test_the_number_of_queries_does_not_grow_with_what_there_is(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    plain = Transaction.run

    def counting(tx: Transaction, statement: object, *more: object) -> object:
        asked.append(statement)
        return plain(tx, statement, *more)

    def queries() -> int:
        asked.clear()
        monkeypatch.setattr(Transaction, "run", counting)
        diary.staff_see()
        monkeypatch.setattr(Transaction, "run", plain)
        return len(asked)

    diary.looks()
    few = queries()
    for number in range(20):
        diary.practises(number % 10, 3, trigger="work")
        diary.checks_in(4, 5)
    diary.prepares(skill="words")
    diary.looks()
    assert queries() == few
    assert few <= 10
