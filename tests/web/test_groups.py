from __future__ import annotations

from bot.db import groups
from tests.web.watching import Watching


def made(watching: Watching, members: int) -> str:
    watching.page("/groups")
    watching.visitor.post("/groups", name="Tuesday group")
    with watching.database.transaction() as tx:
        [group] = groups.find(tx)
        groups.set_skill(tx, group.id, "five_senses")
    for number in range(members):
        one = watching.participant(f"Member {number} Sample")
        watching.visitor.post(f"/groups/{group.id}/members", member=one.id)
        if number % 2:
            one.runs("five_senses", rated=(6, 3))
    return f"/groups/{group.id}"


def test_completion_is_shown_in_aggregate_for_ten(watching: Watching) -> None:
    text = watching.page(made(watching, 10))
    assert '<td class="number">5</td><td class="number">5</td>' in text


def test_no_cell_below_five_is_shown(watching: Watching) -> None:
    text = watching.page(made(watching, 8))
    assert "not shown: fewer than five" in text
    assert '<td class="number">4</td>' not in text


def test_only_somebody_of_the_own_caseload_is_added(watching: Watching) -> None:
    page = made(watching, 0)
    other = watching.participant("Other Sample", own=False)
    watching.page(page)
    watching.visitor.post(f"{page}/members", member=other.id)
    text = watching.page(page)
    assert "There is no such participant." in text
    assert "Other Sample" not in text


def test_a_member_leaves_and_a_group_ends(watching: Watching) -> None:
    page = made(watching, 1)
    with watching.database.reading() as tx:
        [member] = groups.members(tx, page.rpartition("/")[2])
    watching.page(page)
    watching.visitor.post(f"{page}/leave", member=member)
    assert "Nobody yet." in watching.page(page)
    watching.visitor.post(f"{page}/end")
    assert watching.visitor.get(page).status_code == 404
