from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db import chats, sessions, tables
from bot.services.staff import auditing
from bot.services.staff.rights import Role
from bot.web.times import now
from tests.services.insight.watched import Watched, statements
from tests.services.staff.people import account
from tests.web.visitor import Visitor
from tests.web.watching import PRIVATE, SCRIPT, SHARED, Watching, answered, pages_of


def audited(watching: Watching, action: str) -> list[tuple[str | None, str | None]]:
    """(subject, detail) of what was recorded under this name, oldest first."""
    with watching.database.reading() as tx:
        return [(row.subject, row.detail) for row in reversed(auditing.rows(tx)) if row.action == action]


# The caseload


def test_the_caseload_says_who_was_heard_how_they_are_and_when_they_come(watching: Watching) -> None:
    ana = watching.participant("Ana Sample")
    with watching.earlier(days=1):
        ana.writes()
        ana.runs(rated=(8, 3))
    with watching.database.transaction() as tx:
        sessions.add(tx, ana.id, "group", now() + timedelta(hours=2), 90)
        sessions.add(tx, ana.id, "family", now() + timedelta(days=1), 60)
    text = watching.page("/participants")
    row = text[text.index("Ana Sample") : text.index("</tbody>")]
    assert "24 h" in row
    assert ">3 <" in row
    assert "<strong>group, today, 14:00</strong>" in row
    assert "family" not in row
    assert 'class="tag' not in row


def test_without_a_session_today_the_next_one_is_named(watching: Watching) -> None:
    ana = watching.participant()
    with watching.database.transaction() as tx:
        sessions.add(tx, ana.id, "group", now() - timedelta(hours=4), 90)
        sessions.add(tx, ana.id, "family", now() + timedelta(days=3), 60)
    text = watching.page("/participants")
    assert "family, Thu 5 Mar, 12:00" in text
    assert "group," not in text


def test_who_is_quiet_unreachable_or_has_not_agreed_is_marked(watching: Watching) -> None:
    with watching.earlier(days=20):
        watching.participant("Quiet Sample")
        lost = watching.participant("Lost Sample")
        lost.writes()
    watching.participant("Silent Sample", agrees=None)
    with watching.database.transaction() as tx:
        chats.set_unreachable(tx, lost.chat.id, "blocked")
    text = watching.page("/participants")
    rows = {name: text[text.index(f"{name} Sample") :].split("</tr>")[0] for name in ("Quiet", "Lost", "Silent")}
    assert "quiet, for long" in rows["Quiet"]
    assert "unreachable since today" in rows["Lost"]
    assert "no consent" in rows["Silent"]
    assert "no consent" not in rows["Quiet"]


def test_a_therapist_sees_the_own_caseload_and_nobody_else(watching: Watching) -> None:
    watching.participant("Ana Sample")
    watching.participant("Other Sample", own=False)
    text = watching.page("/participants")
    assert "Ana Sample" in text
    assert "Other Sample" not in text
    assert watching.visitor.get("/participants?everybody=1").status_code == 403
    assert "Other Sample" not in watching.page("/participants?q=other")


def test_a_lead_can_look_through_everybody(watching: Watching) -> None:
    watching.participant("Ana Sample", own=False)
    lead = watching.as_lead()
    assert "Ana Sample" not in lead.get("/participants").get_data(as_text=True)
    assert "Ana Sample" in lead.get("/participants?everybody=1").get_data(as_text=True)


def test_names_are_found_whatever_their_accents_and_capitals(watching: Watching) -> None:
    for name in ("Jos\u00e9 Sample", "Ana Sample", None):
        watching.participant(name)
    text = watching.page("/participants?q=JOSE")
    assert "Jos\u00e9 Sample" in text
    assert "Ana Sample" not in text
    assert "Nobody here has this" in watching.page("/participants?q=nobody")


def test_pages_of_fifty_hold_everybody_once(watching: Watching) -> None:
    names = [f"Sample {number:03}" for number in range(51)]
    for name in names:
        watching.participant(name)
    first, second = watching.page("/participants"), watching.page("/participants?page=2")
    assert [name for name in names if name in first] == names[:50]
    assert [name for name in names if name in second] == names[50:]
    for nowhere in ("99", "0", "-3", "x"):
        watching.page(f"/participants?page={nowhere}")


# One of them


def test_what_helps_says_a_median_with_its_runs_and_nothing_of_fewer_than_three(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(days=2):
        for after in (2, 5, 7):
            ana.runs("five_senses", rated=(8, after))
        for _ in range(2):
            ana.runs("box_breathing", rated=(9, 1))
    text = watching.page(f"/participants/{ana.id}")
    helps = text[text.index('id="helps"') : text.index('id="triggers"')]
    assert '<td class="number">-3</td><td class="number">3</td>' in helps
    assert "Too few to say, fewer than three runs each: Box breathing." in helps
    assert "-8" not in helps


def test_the_same_trigger_stands_then_and_now(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(days=2):
        for before in (9, 8, 7, 4, 3, 2):
            ana.runs("five_senses", rated=(before, before - 1), trigger="work")
        ana.runs("five_senses", rated=(5, 4), trigger="family")
    text = watching.page(f"/participants/{ana.id}")
    triggers = text[text.index('id="triggers"') : text.index('id="practice"')]
    assert "Work or school" in triggers
    assert "8 → 7" in triggers
    assert "3 → 2" in triggers
    assert "Too few to say, fewer than six runs each: Family or partner." in triggers


def test_charts_say_in_words_and_numbers_what_they_show(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(days=2):
        ana.runs("five_senses", rated=(8, 3))
        ana.runs("five_senses", rated=(6, 2))
        answered(ana)
    text = watching.page(f"/participants/{ana.id}")
    assert text.count('src="data:image/svg+xml;base64,') == 3
    assert "Before: from 8 to 6, lowest 6, highest 8. After: from 3 to 2, lowest 2, highest 3." in text
    assert "Mood from 0 to 10 in one check-in, on 28 Feb. 6, once." in text
    assert text.count("As numbers") == 3


def test_nothing_practised_is_said_plainly(watching: Watching) -> None:
    text = watching.page(f"/participants/{watching.participant().id}")
    for said in ("nothing to draw", "Nothing was rated", "No trigger was named", "Nothing is assigned"):
        assert said in text


def test_whoever_is_nobody_is_marked_on_every_page(watching: Watching) -> None:
    ana = watching.participant()
    for path in pages_of(ana.id)[1:]:
        assert "SYNTHETIC" not in watching.page(path), path
    with watching.database.transaction() as tx:
        tx.run(update(tables.participant).values(synthetic=True))
    for path in pages_of(ana.id)[1:]:
        assert '<p class="synthetic">SYNTHETIC' in watching.page(path), path
    assert '<span class="tag">synthetic</span>' in watching.page("/participants")


# What may be read


def test_words_kept_private_are_on_no_page_and_only_counted(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(hours=5):
        answered(ana)
    for path in [*pages_of(ana.id), f"/participants/{ana.id}/timeline?q=nobody+but+me"]:
        assert PRIVATE not in watching.page(path), path
    text = watching.page(f"/participants/{ana.id}/timeline")
    assert SHARED in text
    assert "2 answers kept private" in text


def test_a_search_does_not_tell_that_private_words_are_there(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(hours=5):
        answered(ana)
    assert "Mood check-in</strong>" in watching.page(f"/participants/{ana.id}/timeline?q=may+be+read")
    assert "Mood check-in</strong>" not in watching.page(f"/participants/{ana.id}/timeline?q=nobody+but+me")


@pytest.mark.parametrize("agrees", [False, None], ids=["refused", "not answered"])
def test_without_consent_only_that_is_said_and_incidents(watching: Watching, agrees: bool | None) -> None:
    ana = watching.participant(agrees=agrees)
    with watching.earlier(hours=5):
        answered(ana)
        ana.runs("five_senses", rated=(8, 3), trigger="work")
        incident = ana.worries()
    for path in pages_of(ana.id)[1:-1]:
        text = watching.page(path)
        for hidden in (PRIVATE, SHARED, "Five senses</strong>", "Mood check-in</strong>", "data:image", "What helps"):
            assert hidden not in text, (path, hidden)
        assert "No practice is shown" in text
    for path in pages_of(ana.id)[1:3]:
        assert f"/incidents/{incident}" in watching.page(path)


def test_words_of_an_incident_are_not_in_the_timeline(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(hours=5):
        ana.worries()
    text = watching.page(f"/participants/{ana.id}/timeline")
    assert "Incident: imminent" in text
    assert ">words<" not in text


def test_consent_withdrawn_counts_at_once(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(hours=5):
        answered(ana)
    assert SHARED in watching.page(f"/participants/{ana.id}/timeline")
    ana.decides(False)
    assert SHARED not in watching.page(f"/participants/{ana.id}/timeline")


def test_a_script_in_a_shared_answer_or_a_name_stays_text(watching: Watching) -> None:
    ana = watching.participant(name=f"Ana {SCRIPT}")
    with watching.earlier(hours=5):
        ana.runs("mood_check_in", ("line", "text", SCRIPT, None, "share"))
    for path in pages_of(ana.id):
        assert "<script>alert" not in watching.page(path), path
    assert "&lt;script&gt;alert(&#39;from a participant&#39;)" in watching.page(f"/participants/{ana.id}/timeline")


def test_a_script_in_what_was_searched_for_stays_text(watching: Watching) -> None:
    ana = watching.participant()
    for path in ("/participants", f"/participants/{ana.id}/timeline"):
        assert "<script>alert" not in watching.page(f"{path}?q={SCRIPT}&kind={SCRIPT}&from={SCRIPT}")


def test_every_reading_is_audited_by_codes_and_no_word_that_was_typed(watching: Watching) -> None:
    ana = watching.participant()
    for path in [*pages_of(ana.id), f"/participants/{ana.id}/timeline?kind=measure&q=secret&from=2026-01-01"]:
        watching.page(path)
    assert audited(watching, "participants_read") == [(None, "own 1")]
    assert audited(watching, "participant_read") == [(ana.id, None)]
    details = [detail for _, detail in audited(watching, "participant_timeline_read")]
    assert details == ["all", "q", "measure from q"]


def test_an_id_that_nobody_has_is_not_found_even_for_a_lead(watching: Watching) -> None:
    lead = watching.as_lead()
    for path in pages_of("nobody")[1:]:
        assert lead.get(path).status_code == 404, path


# The timeline


@pytest.fixture
def ana(watching: Watching) -> Watched:
    """A run of her own choice five days ago, an assigned one four days ago, a check-in three days ago, an incident."""
    one = watching.participant()
    with watching.earlier(days=5):
        one.runs("five_senses", rated=(8, 3))
    with watching.earlier(days=4):
        one.runs("long_exhale", origin="assigned")
    with watching.earlier(days=3):
        answered(one)
    with watching.earlier(days=2):
        one.worries()
    return one


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Incident", "Mood check-in", "Long exhale breathing", "Five senses"]),
        ("kind=exercise", ["Long exhale breathing", "Five senses"]),
        ("kind=check_in", ["Mood check-in"]),
        ("kind=incident", ["Incident"]),
        ("script=five_senses", ["Five senses"]),
        ("origin=assigned", ["Long exhale breathing"]),
        ("from=2026-02-26&to=2026-02-26", ["Long exhale breathing"]),
        ("q=senses", ["Five senses"]),
        ("q=MAY+be+read", ["Mood check-in"]),
        (
            "kind=nothing&origin=nothing&from=nothing",
            ["Incident", "Mood check-in", "Long exhale breathing", "Five senses"],
        ),
    ],
)
def test_filters_narrow_the_timeline(watching: Watching, ana: Watched, query: str, found: list[str]) -> None:
    text = watching.page(f"/participants/{ana.id}/timeline?{query}")
    entries = text.split('<ol class="entries">')[1].split("</ol>")[0]
    names = ("Incident", "Mood check-in", "Long exhale breathing", "Five senses")
    assert [name for name in names if name in entries] == found


def test_what_was_filled_in_stays_filled_in(watching: Watching, ana: Watched) -> None:
    text = watching.page(f"/participants/{ana.id}/timeline?kind=exercise&script=five_senses&from=2026-02-01&q=loud")
    for kept in ('value="exercise" selected', 'value="five_senses" selected', 'value="2026-02-01"', 'value="loud"'):
        assert kept in text


def test_a_date_that_is_none_is_said_and_narrows_nothing(watching: Watching, ana: Watched) -> None:
    text = watching.page(f"/participants/{ana.id}/timeline?from=yesterday")
    assert "“from” is no date." in text
    assert "Five senses</strong>" in text


def test_a_search_says_how_far_it_reached(watching: Watching, ana: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "all shared answers were searched" in watching.page(f"/participants/{ana.id}/timeline?q=loud")
    monkeypatch.setattr("bot.services.insight.timelines.SEARCHED_RUNS", 1)
    assert "answers were searched back to" in watching.page(f"/participants/{ana.id}/timeline?q=loud")


def test_older_pages_follow_without_a_gap_and_keep_the_filters(watching: Watching) -> None:
    ana = watching.participant()
    with watching.earlier(days=2):
        for number in range(30):
            ana.runs("five_senses", rated=(number % 11, 0), origin="assigned")
            ana.runs("long_exhale")
    first = watching.page(f"/participants/{ana.id}/timeline?origin=assigned")
    assert first.count("Five senses</strong>") == 25
    older = first[: first.index(">Older<")].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = watching.page(older)
    assert second.count("Five senses</strong>") == 5
    assert "Long exhale breathing</strong>" not in second
    assert ">Older<" not in second


def test_a_place_that_was_never_one_is_not_found(watching: Watching, ana: Watched) -> None:
    assert watching.visitor.get(f"/participants/{ana.id}/timeline?after=nowhere").status_code == 404


# How much work it is


def test_a_caseload_takes_as_many_queries_for_forty_as_for_one(watching: Watching) -> None:
    def queries() -> int:
        with statements(watching.database) as found:
            watching.page("/participants")
        return len(found)

    watching.participant("First Sample").writes()
    watching.page("/participants")
    one = queries()
    for number in range(39):
        watching.participant(f"Sample {number}").writes()
    assert queries() == one


def test_pages_about_one_take_as_many_queries_for_sixty_runs_as_for_two(watching: Watching) -> None:
    ana = watching.participant()

    def practise(times: int) -> None:
        with watching.earlier(days=1):
            for _ in range(times):
                answered(ana)
                ana.runs("five_senses", rated=(8, 3), trigger="work")

    def queries() -> list[int]:
        counts = []
        for path in pages_of(ana.id)[1:]:
            with statements(watching.database) as found:
                watching.page(path)
            counts.append(len(found))
        return counts

    practise(1)
    queries()
    few = queries()
    practise(29)
    assert queries() == few


def test_a_role_without_participants_sees_none(watching: Watching) -> None:
    watching.participant()
    author = Visitor(watching.app)
    author.sign_in(account(watching.database, Role.AUTHOR))
    assert author.get("/participants").status_code == 403
