"""Debian's own Chromium, driven as a person would, with every page read by axe and kept as a picture."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, ConsoleMessage, Page, Playwright, Response

from portal.settings import ROOT, Settings

ARTEFACTS = ROOT / "artefacts"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox, because tests run as root in a container; no calls home, because there is no way out.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def launch(playwright: Playwright) -> Browser:
    return start(playwright.chromium)


def start(kind: BrowserType, *more: str) -> Browser:
    """With more arguments where a test needs, say, a camera."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise RuntimeError("Chromium is not installed; `make setup` installs it or says how")
    return kind.launch(executable_path=path, args=[*ARGUMENTS, *more])


@dataclass
class Complaints:
    """What a browser would only mutter: script errors, blocked styles, missing pictures."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser also logs each answer of 400 and more; pages that refuse are part of a journey.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.heard.append(message.text)

    def _response(self, response: Response) -> None:
        is_asset = response.request.resource_type != "document"
        if response.status >= (400 if is_asset else 500):
            self.heard.append(f"{response.status} for {response.url}")


@contextmanager
def new_page(browser: Browser, base_url: str, **options: Any) -> Iterator[Page]:
    """A page with its own cookies. Fails at the end if the browser complained about anything."""
    context = browser.new_context(base_url=base_url, locale="en-GB", timezone_id="Europe/London", **options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints = Complaints()
    complaints.listen(page)
    try:
        yield page
    finally:
        context.close()
    assert not complaints.heard, "\n".join(complaints.heard)


def assert_accessible(page: Page) -> None:
    """Axe finds nothing, by WCAG 2.2 AA and its own best practice."""
    results = Axe().run(page, options=WCAG)
    found = results.response["violations"]
    told = [f"{one['id']}: {one['help']}\n    {node['html']}" for one in found for node in one["nodes"][:3]]
    assert not told, f"{page.url}\n" + "\n".join(told)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways (WCAG 1.4.10)."""
    widest = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert widest <= 0, f"{page.url} is {widest} px too wide"


def keep_picture(page: Page, name: str) -> Path:
    path = ARTEFACTS / "screenshots" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path


def look(page: Page, name: str) -> None:
    """Read the page as axe does, on this screen, and keep a picture of it."""
    keep_picture(page, name)
    assert_accessible(page)
    assert_fits(page)


def sign_in(page: Page, who: str, password: str = Settings.demo_password) -> None:
    """Sign in as anybody would; `who` is an address, or a demo account such as "coordinator"."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(who if "@" in who else f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
