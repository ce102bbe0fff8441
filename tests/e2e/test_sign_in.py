"""Coming in and going out, and the pages that anybody may read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import look, sign_in

OPEN_PAGES = ("help", "accessibility", "cookies", "privacy", "sign-in")


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_anybody_reads_the_open_pages(page, name):
    page.goto(f"/{name}")
    look(page, f"open-{name}")


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_anybody_reads_the_open_pages_on_a_phone(phone, name):
    phone.goto(f"/{name}")
    look(phone, f"open-{name}-phone")


def test_a_practitioner_signs_in_and_out(page):
    sign_in(page, "practitioner")
    look(page, "home-practitioner")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_wrong_password_is_refused_kindly(page):
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("practitioner@demo.example")
    page.get_by_label("Password", exact=True).fill("a guess")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_label("Email address")).to_have_value("practitioner@demo.example")
    look(page, "sign-in-refused")


def test_signing_in_needs_no_script(page_without_script):
    sign_in(page_without_script, "coordinator")
    expect(page_without_script.get_by_role("heading", level=1)).to_be_visible()
