"""The Champion in the school office, an inspector at the door: who is trained, and the proof."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support import browser as chromium
from tests.support.browser import look, sign_in

CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}")


@pytest.fixture
def inspector(portal, browser):
    """Somebody without an account, on a machine of their own."""
    with chromium.new_page(browser, portal.url, viewport=chromium.PHONE) as page:
        yield page


def open_staff_certificates(page: Page) -> None:
    sign_in(page, "champion")
    look(page, "champion-home")
    page.goto("/champions")
    page.get_by_role("link", name=re.compile("^Certificates of the staff of")).click()
    look(page, "champion-staff")


def downloaded(page: Page, link: Locator) -> bytes:
    with page.expect_download() as downloading:
        link.click()
    return downloading.value.path().read_bytes()


def test_shows_an_inspector_who_is_trained_and_hands_over_the_proof(page: Page, inspector: Page) -> None:
    open_staff_certificates(page)
    expect(page.get_by_role("heading", name="Without a certificate that counts")).to_be_visible()
    one = page.get_by_role("table").get_by_role("link", name=re.compile("Download")).first
    assert downloaded(page, one).startswith(b"%PDF-")
    assert downloaded(page, page.get_by_role("link", name=re.compile("ZIP")).first).startswith(b"PK")
    code = CODE.search(page.locator("main").inner_text())
    assert code
    inspector.goto("/certificates/check")
    inspector.get_by_label(re.compile("code", re.IGNORECASE)).fill(f" {code[0].lower()} ")
    inspector.get_by_role("button", name="Check").click()
    look(inspector, "certificate-check-phone")
    expect(inspector.locator("main")).to_contain_text("valid")


def test_the_page_for_an_inspector_prints_without_the_menu(page: Page) -> None:
    open_staff_certificates(page)
    page.emulate_media(media="print")
    chromium.keep_picture(page, "champion-staff-print")
    expect(page.locator("#navigation")).to_be_hidden()
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_text("/certificates/check")).to_be_visible()
    link = page.locator("main table a").first
    assert link.evaluate("one => getComputedStyle(one, '::after').content") == "none"


def test_an_unknown_code_is_answered_kindly(inspector: Page) -> None:
    inspector.goto("/certificates/check/AAAA-BBBB-CCCC")
    look(inspector, "certificate-unknown-phone")
    expect(inspector.get_by_role("heading", level=1)).to_be_visible()
