"""What the layout promises in a real browser: narrow screens, keyboards, paper, and a light first visit."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support import browser as chromium
from tests.support.browser import assert_accessible, assert_fits, keep_picture, sign_in

# 1,280 pixels at 400 % zoom are 320 (WCAG 1.4.10).
NARROWEST = {"width": 320, "height": 640}
# Long tables, long forms, and email addresses that are one long word.
DESK = (
    "/audits/cycles",
    "/audits/cycles/new",
    "/audits/register/assessments",
    "/certificates/ledger",
    "/champions",
    "/invitations/choose",
    "/people",
    "/roles",
    "/training/events",
)
REQUESTS = 8
BYTES = 60_000


@pytest.fixture
def narrow(portal, browser):
    with chromium.new_page(browser, portal.url, viewport=NARROWEST) as page:
        yield page


@pytest.mark.parametrize("name", ["accessibility", "cookies", "help", "privacy", "sign-in"])
def test_fits_the_narrowest_screen(narrow, name):
    narrow.goto(f"/{name}")
    assert_fits(narrow)


def test_the_pages_of_a_desk_fit_the_narrowest_screen(narrow):
    sign_in(narrow, "coordinator")
    for path in DESK:
        narrow.goto(path)
        assert_fits(narrow)


def test_the_menu_opens_on_a_narrow_screen(narrow):
    sign_in(narrow, "coordinator")
    home = narrow.locator("#navigation").get_by_role("link", name="Home", exact=True)
    expect(home).to_be_hidden()
    narrow.get_by_role("button", name="Menu").click()
    expect(home).to_be_visible()
    assert_accessible(narrow)
    assert_fits(narrow)


def test_the_menu_needs_no_script(page_without_script):
    sign_in(page_without_script, "coordinator")
    menu = page_without_script.locator("#navigation")
    expect(menu.get_by_role("link", name="Home", exact=True)).to_be_visible()
    expect(page_without_script.get_by_role("button", name="Menu")).to_be_hidden()


def test_the_first_tab_skips_to_the_content(page):
    page.goto("/help")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_errors_take_the_focus_and_lead_to_their_field(page):
    page.goto("/sign-in")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Email address")).to_be_focused()
    assert_accessible(page)


def test_paper_shows_the_page_and_not_the_ways_to_others(page):
    sign_in(page, "coordinator")
    page.emulate_media(media="print")
    keep_picture(page, "home-print")
    for gone in ("#navigation", ".portal-account", ".portal-footer", ".govuk-phase-banner", ".portal-ribbon"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_first_visit_is_light(page):
    responses = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  # Playwright wants a Python function
    page.goto("/sign-in", wait_until="networkidle")
    sent = sum(r.request.sizes()["responseBodySize"] for r in responses)
    assert len(responses) <= REQUESTS
    assert sent <= BYTES, f"{sent} bytes"
