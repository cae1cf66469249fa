"""A therapist's day in a real browser, from the alert to the printed brief, on a made-up caseload of twelve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from bot.services import briefs, demo
from bot.services.incidents import State, get_incident
from bot.services.setup import Database, open_briefs, open_database, prepare
from bot.services.staff.second_factor import code_of
from bot.settings import read_settings
from tests.browser import LAPTOP, PHONE, chrome, complaints, fits, save, violations
from tests.web.serving import served

pytestmark = pytest.mark.browser

PASSWORD = "lamp battery orchard seven"
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Clinic:
    address: str
    database: Database
    made: demo.Demo
    lee: demo.SignIn
    kim: demo.SignIn


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    state = tmp_path_factory.mktemp("clinic")
    settings = read_settings({"INTERLUDE_STATE": str(state)})
    prepare(settings)
    database, content = open_database(settings), demo.open_content(settings)
    made = demo.make(database, content, demo.Wanted())
    staff = demo.set_up_staff(database, PASSWORD)
    with database.transaction() as tx:
        briefs.look(tx, open_briefs(settings, content.library), made.person("Ben").id, "individual")
    with served(state, TELEGRAM_BOT_USERNAME="synthetic_bot") as address:
        yield Clinic(address, database, made, staff["lee"], staff["kim"])
    database.close()


@pytest.fixture(scope="module", params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    with chrome(request.param, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(autouse=True)
def signed_in(page: webdriver.Chrome, clinic: Clinic) -> None:
    enter(page, clinic, clinic.lee)


def enter(page: webdriver.Chrome, clinic: Clinic, who: demo.SignIn) -> None:
    """By password and code, unless this browser is in already. A code counts once: wait for the next one.

    That the one before was refused is no complaint about the pages that follow.
    """
    page.get(f"{clinic.address}/today")

    def through(_: object) -> bool:
        if "/sign-in" not in page.current_url:
            return True
        for name, value in (("email", who.email), ("password", PASSWORD), ("code", code_of(who.secret))):
            page.find_element(By.ID, name).clear()
            page.find_element(By.ID, name).send_keys(value)
        page.find_element(By.CSS_SELECTOR, "button.main").click()
        return "/sign-in" not in page.current_url

    WebDriverWait(page, 70, poll_frequency=8).until(through)
    assert [one for one in complaints(page) if "/sign-in" not in one or "403" not in one] == []


def click(page: webdriver.Chrome, what: str) -> None:
    """A button or link by its words; the page may renew itself meanwhile."""

    def done(_: object) -> bool:
        found = [one for one in page.find_elements(By.CSS_SELECTOR, "button, a") if one.text.strip() == what]
        if found:
            found[0].click()
        return bool(found)

    WebDriverWait(page, PATIENCE_SECONDS, ignored_exceptions=[WebDriverException]).until(done, f"no {what!r}")


def shows(page: webdriver.Chrome, words: str) -> None:
    text = "return document.body.innerText"
    WebDriverWait(page, PATIENCE_SECONDS).until(lambda _: words in page.execute_script(text), f"{words!r} is not there")


def is_sound(page: webdriver.Chrome, name: str) -> None:
    """Nobody is kept out (WCAG 2.2 AA), nothing was refused or failed, nothing spills over the side."""
    save(page, name)
    assert (violations(page), complaints(page), fits(page)) == ([], [], True), name


def test_today_is_one_glance(page: webdriver.Chrome, clinic: Clinic) -> None:
    page.get(f"{clinic.address}/today")
    shows(page, "Sessions today")
    is_sound(page, "today")
    width, height = page.execute_script("return [innerWidth, document.documentElement.scrollHeight]")
    assert width != LAPTOP[0] or height <= LAPTOP[1]


def test_from_the_alert_to_the_note_of_what_was_done(page: webdriver.Chrome, clinic: Clinic) -> None:
    incident = clinic.made.incidents["open_page"]
    page.get(f"{clinic.address}/incidents/{incident}")
    is_sound(page, "incident")
    if get_incident(clinic.database, incident).state == State.RESOLVED:
        return  # by the other size of screen: there is one such page
    click(page, "Acknowledge: I see to it")
    shows(page, "It is yours.")
    click(page, "Show what was written")
    shows(page, "That you read this is kept.")
    page.find_element(By.ID, "resolution").send_keys("called, is with his sister (synthetic)")
    click(page, "Resolve")
    shows(page, "Resolved.")
    assert get_incident(clinic.database, incident).state == State.RESOLVED


def test_an_incident_shows_up_without_a_reload(page: webdriver.Chrome, clinic: Clinic) -> None:
    page.get(f"{clinic.address}/today")
    with clinic.database.transaction() as tx:
        changed = "UPDATE incident SET version = version + 1, kind = 'voices' WHERE id = :id"
        tx.run(_sql(changed), {"id": clinic.made.incidents["open_check"]})
    shows(page, "Voices")
    with clinic.database.transaction() as tx:
        tx.run(_sql(changed.replace("voices", "abuse")), {"id": clinic.made.incidents["open_check"]})
    shows(page, "Abuse")


def test_every_page_about_a_participant(page: webdriver.Chrome, clinic: Clinic) -> None:
    own = f"{clinic.address}/participants/{clinic.made.person('Ana').id}"
    for name in ("", "/timeline", "/brief/individual", "/plan", "/notes", "/messages", "/export"):
        page.get(own + name)
        shows(page, "SYNTHETIC")
        is_sound(page, f"participant{name.replace('/', '-')}")


def test_the_other_pages(page: webdriver.Chrome, clinic: Clinic) -> None:
    for name in ("incidents", "participants", "groups", "enrol", "scripts/", "scripts/five_senses", "account/"):
        page.get(f"{clinic.address}/{name}")
        is_sound(page, name.strip("/").replace("/", "-"))


def test_a_brief_is_taken_to_the_session_on_paper(page: webdriver.Chrome, clinic: Clinic) -> None:
    page.get(f"{clinic.address}/participants/{clinic.made.person('Ben').id}/brief/individual")
    shows(page, "As Ben Example saw it")
    begins = page.execute_async_script(
        "const done = arguments[1]; fetch(arguments[0]).then(r => r.text()).then(t => done(t.slice(0, 5)))",
        page.find_element(By.LINK_TEXT, "PDF").get_attribute("href"),
    )
    assert begins == "%PDF-"


def _sql(statement: str) -> object:
    from sqlalchemy import text

    return text(statement)
