"""The coordinator: a draw that anyone can repeat, certificates on purpose, schools without a Champion."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import look, sign_in

AUDITORS = 4


def open_planned_cycle(page: Page) -> None:
    sign_in(page, "coordinator")
    look(page, "coordinator-home")
    page.get_by_role("link", name=re.compile("Draw the sample in")).first.click()
    page.get_by_role("link", name="Draw", exact=True).click()
    look(page, "cycle-draw")


def add_auditors(page: Page) -> None:
    page.get_by_role("link", name="Auditors").click()
    names = page.locator("select option:not([value=''])").all_inner_texts()
    for name in names[:AUDITORS]:
        page.get_by_role("combobox").select_option(label=name)
        page.get_by_label("Most audits they can take").fill("12")
        page.locator("main form").last.get_by_role("button").click()
    look(page, "cycle-auditors")
    page.get_by_role("link", name="Back", exact=True).click()


def test_draws_a_sample_that_anyone_can_draw_again_and_hands_it_out(page: Page) -> None:
    open_planned_cycle(page)
    page.get_by_label("Seed").fill("journey-2027")
    page.get_by_role("button", name=re.compile("Draw")).click()
    look(page, "cycle-drawn")
    expect(page.locator("main")).to_contain_text("journey-2027")
    page.goto("/audits/cycles")
    page.get_by_role("link", name=re.compile("dip sample")).click()
    add_auditors(page)
    page.get_by_role("link", name="Allocation").click()
    page.get_by_role("button", name="Allocate").click()
    look(page, "cycle-allocation")
    expect(page.locator("main")).to_contain_text("Proposed")


def test_issues_certificates_after_seeing_who_gets_one(page: Page) -> None:
    sign_in(page, "training-lead")
    page.goto("/certificates/to-issue")
    look(page, "certificates-to-issue")
    page.locator("main").get_by_role("link").first.click()
    look(page, "certificates-preview")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Issue")


def test_finds_a_school_without_a_champion(page: Page) -> None:
    sign_in(page, "coordinator")
    page.goto("/champions")
    look(page, "champions-roster")
    page.get_by_label("What is missing").select_option(index=1)
    page.get_by_role("button", name="Apply filters").click()
    look(page, "champions-gaps")
    page.get_by_role("table").get_by_role("link").nth(3).click()
    look(page, "champions-school")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
