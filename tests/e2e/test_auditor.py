"""The auditor late in the day: thirty items, seven principles, and a grade that shows its working."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import look, sign_in

SECTIONS = 9
EVIDENCE = "Section 4 of the record, second visit"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def grade_everything(page: Page, value: str = "3") -> None:
    """The same grade for whatever this page asks, with evidence for each."""
    for radio in page.locator(f"input[type=radio][value='{value}']").all():
        radio.check()
    for box in page.locator("textarea[name$='-evidence']").all():
        box.fill(EVIDENCE)


def start_an_audit(page: Page) -> None:
    sign_in(page, "auditor")
    page.goto("/my-audits")
    look(page, "my-audits")
    page.get_by_role("button", name=re.compile("^Start ")).first.click()
    look(page, "audit-tasks")
    page.get_by_role("link", name=re.compile("unsafe")).click()
    look(page, "audit-safety")
    page.get_by_label("No", exact=True).check()
    save(page)


def mark_every_page(page: Page) -> None:
    for number in range(SECTIONS):
        grade_everything(page)
        if number in {0, 3}:
            look(page, f"marking-section-{number}")
        save(page)
    grade_everything(page)
    look(page, "marking-good-help")
    save(page)
    for box in page.locator("main textarea").all():
        box.fill("Visits at times that suit the family")
    for name in ("Fairly sure", "Sure"):
        if page.get_by_label(name, exact=True).count():
            page.get_by_label(name, exact=True).check()
    look(page, "marking-closing")
    save(page)


def test_marks_a_whole_assessment_and_sees_how_the_grade_came_about(page: Page) -> None:
    start_an_audit(page)
    mark_every_page(page)
    look(page, "marking-submit")
    page.get_by_role("button", name="Submit").click()
    look(page, "marking-submitted")
    expect(page.get_by_text("Good").first).to_be_visible()
    expect(page.get_by_text("3.00").first).to_be_visible()
    page.goto("/my-audits")
    expect(page.get_by_role("link", name=re.compile("See the grade")).first).to_be_visible()


def test_an_unfinished_audit_says_what_is_left(page: Page) -> None:
    sign_in(page, "auditor")
    page.goto("/my-audits")
    page.get_by_role("link", name=re.compile("Continue with")).first.click()
    page.get_by_role("button", name="Check and submit").click()
    look(page, "marking-to-do")
    page.get_by_role("button", name="Submit").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("There is a problem")
    summary.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Check and submit")
