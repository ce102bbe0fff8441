"""A demo partnership on the real server, shared by the run, and Debian's own Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import browser as chromium
from tests.support.hands import Hand, Keyboard, Pointer
from tests.support.live import LiveServer, serving

PEOPLE = 600


@pytest.fixture(scope="session")
def portal(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    log = tmp_path_factory.mktemp("e2e") / "server.log"
    with serving(new_database("journeys"), log=log, demo_people=PEOPLE) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = chromium.launch(playwright)
        yield started
        started.close()


@pytest.fixture
def page(portal: LiveServer, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with chromium.new_page(browser, portal.url, viewport=chromium.DESKTOP) as page:
        yield page
        if getattr(request.node, "failed", False):
            chromium.keep_picture(page, f"failed-{request.node.name}")


@pytest.fixture
def phone(portal: LiveServer, browser: Browser) -> Iterator[Page]:
    """The same portal on a small screen."""
    with chromium.new_page(browser, portal.url, viewport=chromium.PHONE, has_touch=True) as page:
        yield page


@pytest.fixture
def page_without_script(portal: LiveServer, browser: Browser) -> Iterator[Page]:
    with chromium.new_page(browser, portal.url, viewport=chromium.DESKTOP, java_script_enabled=False) as page:
        yield page


@pytest.fixture(params=["keyboard", "without-script"])
def hand(request: pytest.FixtureRequest, portal: LiveServer, browser: Browser) -> Iterator[Hand]:
    """Keys alone with script, and a mouse without."""
    has_script = request.param == "keyboard"
    options = {"viewport": chromium.DESKTOP, "java_script_enabled": has_script}
    with chromium.new_page(browser, portal.url, **options) as page:
        yield Keyboard(page) if has_script else Pointer(page)
        if getattr(request.node, "failed", False):
            chromium.keep_picture(page, f"failed-{request.node.name}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Remember a failure, so that the page that failed is kept as a picture."""
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report
