"""Chromium, for the tests of pages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required"
)


# For a module and no longer: while it is there, asyncio believes that a loop is running.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile; the test fails if the console says anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


@pytest.fixture
def violations() -> Callable[[Page], list[tuple[Any, Any]]]:
    """What axe has against a page, and where; it is opened with ``bypass_csp``."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")

    def found(tab: Page) -> list[tuple[Any, Any]]:
        return [
            (each["id"], each["nodes"][0]["html"])
            for each in axe.Axe().run(tab).response["violations"]
        ]

    return found
