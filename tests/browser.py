"""Chromium without a window, as tests of pages use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver

from bot.settings import ROOT

PHONE, LAPTOP = (390, 844), (1280, 800)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def chrome(size: tuple[int, int], profile: Path) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own. ``size``: width and height of the page in CSS pixels."""
    driver = shutil.which("chromedriver")
    assert driver, "install Debian's chromium and chromium-driver"
    options = webdriver.ChromeOptions()
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        yield browser
    finally:
        browser.quit()


def violations(page: webdriver.Chrome) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA: rule, and where."""
    page.execute_script((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.execute_async_script(
        "const done = arguments[1];"
        "axe.run({runOnly: arguments[0]}).then(r => done(r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))))",
        RULES,
    )
    return [str(one) for one in found]


def complaints(page: webdriver.Chrome) -> list[str]:
    """What the browser itself found wrong: script errors, and what the content security policy refused."""
    log = page.get_log("browser")  # type: ignore[no-untyped-call]
    return [line["message"] for line in log if line["level"] == "SEVERE"]


def fits(page: webdriver.Chrome) -> bool:
    """Whether nothing spills over the side of the screen."""
    return bool(page.execute_script("return document.documentElement.scrollWidth <= innerWidth"))


def save(page: webdriver.Chrome, name: str) -> None:
    """Keep a picture when SCREENSHOTS names a folder for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        width = page.execute_script("return innerWidth")
        page.save_screenshot(str(Path(folder) / f"{name}-{width}.png"))
