"""The chat page in a real browser, as a person uses it: keys, touch, screen reader names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import LAPTOP, PHONE, chrome, complaints, fits, save, violations
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser]

PATIENCE_SECONDS = 30


@pytest.fixture(params=[PHONE, LAPTOP], ids=["phone", "laptop"])
def browser(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[webdriver.Chrome]:
    with chrome(request.param, tmp_path / "profile") as one:
        yield one


@pytest.fixture
def page(browser: webdriver.Chrome, running: Stack) -> webdriver.Chrome:
    running.wait_until_up()
    browser.get(f"http://127.0.0.1:{running.web_port}/")
    return browser


def say(page: webdriver.Chrome, words: str) -> None:
    """Type into whatever has the focus, and send with Enter: no mouse."""
    box = page.find_element(By.ID, "words")
    box.send_keys(words, Keys.ENTER)


def log_text(page: webdriver.Chrome) -> str:
    return str(page.execute_script("return document.getElementById('log').innerText"))


def wait_for(page: webdriver.Chrome, words: str) -> None:
    WebDriverWait(page, PATIENCE_SECONDS).until(lambda _: words in log_text(page), f"{words!r} is not on the page")


def press(page: webdriver.Chrome, title: str) -> None:
    """Click the newest button of this name, once it is there; the page may redraw it meanwhile."""

    def click(_: object) -> bool:
        found = [b for b in page.find_elements(By.TAG_NAME, "button") if b.text == title and b.is_displayed()]
        if found:
            found[-1].click()
        return bool(found)

    WebDriverWait(page, PATIENCE_SECONDS, ignored_exceptions=[WebDriverException]).until(click)


def test_one_practises_with_keys_and_buttons(page: webdriver.Chrome) -> None:
    say(page, "can we do the slow sip")
    wait_for(page, "A slow sip")
    press(page, "7")
    wait_for(page, "What did you notice first?")
    say(page, "the cold")
    wait_for(page, "the cold")
    press(page, "Stop")
    wait_for(page, "Stopped.")
    save(page, "stopped")


def test_a_paced_step_is_one_bubble_that_changes(page: webdriver.Chrome) -> None:
    say(page, "slow sip")
    press(page, "6")
    wait_for(page, "Breathe in")
    wait_for(page, "Breathe out")
    assert len(page.find_elements(By.CSS_SELECTOR, "#log .paced, #log .pace")) <= 2
    wait_for(page, "What did you notice first?")


def test_a_reload_shows_the_same_conversation(page: webdriver.Chrome) -> None:
    say(page, "hello there")
    wait_for(page, "I am interlude")
    before = log_text(page)
    page.refresh()
    wait_for(page, "I am interlude")
    assert log_text(page) == before


def test_a_safety_reply_stands_below_the_message_that_it_answers(page: webdriver.Chrome) -> None:
    """Both are stored in one transaction, within a millisecond, and the reply may arrive first."""
    for words in ("I want to kill myself", "I really want to kill myself", "I am going to kill myself tonight"):
        before = len(page.find_elements(By.CSS_SELECTOR, "#log .from-bot"))
        say(page, words)
        wait_for(page, words)
        WebDriverWait(page, PATIENCE_SECONDS).until(
            lambda one, before=before: len(one.find_elements(By.CSS_SELECTOR, "#log .from-bot")) > before
        )
        WebDriverWait(page, 5).until(
            lambda one: one.find_elements(By.CSS_SELECTOR, "#log .message:last-of-type.from-bot"),
            f"{words!r} stands below its answer",
        )


def test_it_is_usable_without_a_mouse_and_with_a_screen_reader(page: webdriver.Chrome) -> None:
    say(page, "menu")
    wait_for(page, "What would you like to do?")
    log = page.find_element(By.ID, "log")
    assert log.get_attribute("role") == "log"
    assert log.get_attribute("aria-live") == "polite"
    reached = set()
    for _ in range(40):
        page.switch_to.active_element.send_keys(Keys.SHIFT, Keys.TAB)
        reached.add(page.switch_to.active_element.text)
    assert "Slow my breath" in reached
    small = [b.text for b in page.find_elements(By.TAG_NAME, "button") if b.is_displayed() and b.size["height"] < 44]
    assert small == []


def test_nothing_spills_over_the_screen(page: webdriver.Chrome) -> None:
    say(page, "box breathing")
    wait_for(page, "Before you start")
    assert fits(page)
    save(page, "scale")


def test_the_page_breaks_no_rule_of_its_own(page: webdriver.Chrome) -> None:
    """No script error, nothing refused by the content security policy, no accessibility violation of WCAG AA."""
    say(page, "im panicking")
    wait_for(page, "Before you start")
    assert violations(page) == []
    assert complaints(page) == []


def test_words_are_shown_as_words(page: webdriver.Chrome) -> None:
    say(page, "<img src=x onerror=alert(1)><b>bold</b>")
    wait_for(page, "<b>bold</b>")
    assert page.find_elements(By.CSS_SELECTOR, "#log img, #log b") == []
