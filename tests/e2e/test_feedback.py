"""What the practitioner reads at the end: strengths first, the working, and the way to training."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import look, sign_in


def open_feedback(page: Page, name: str) -> None:
    sign_in(page, "practitioner")
    page.goto("/my-feedback")
    look(page, f"my-feedback-{name}")
    page.locator("main").get_by_role("link").first.click()
    look(page, f"feedback-{name}")


def test_reads_feedback_on_a_phone(phone: Page) -> None:
    open_feedback(phone, "phone")
    expect(phone.get_by_role("heading", name="What went well")).to_be_visible()
    expect(phone.get_by_role("heading", name="The grade", exact=True)).to_be_visible()
    expect(phone.get_by_role("img", name=re.compile("Good Help"))).to_be_visible()


def test_takes_the_feedback_away_as_a_pdf(page: Page) -> None:
    open_feedback(page, "wide")
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("PDF")).first.click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF-")


def test_the_weak_part_leads_to_the_course_that_teaches_it(page: Page) -> None:
    open_feedback(page, "course")
    courses = page.locator("h2:has-text('Training that may help') ~ *").get_by_role("link")
    courses.first.click()
    expect(page).to_have_url(re.compile("/training/courses/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
