"""The four main tasks once more, by keys alone and without script."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from portal.kernel import clock
from tests.support.hands import Hand, Keyboard

PASSWORD = "good-help-demo"  # of every demo account
EVIDENCE = "Section 4 of the record, second visit"
FIRST_SECTION = 2
SECTIONS_AND_PRINCIPLES = 10
AUDITORS = 3
# The same draw in each run: which files are drawn decides who may mark them.
SEED = "journeys"
OPENS_IN, DUE_IN = timedelta(days=2), timedelta(days=90)


def sign_in(hand: Hand, who: str) -> Page:
    page = hand.page
    page.goto("/sign-in")
    hand.fill(page.get_by_label("Email address"), f"{who}@demo.example")
    hand.fill(page.get_by_label("Password", exact=True), PASSWORD)
    hand.press(page.locator("main").get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    return page


def link(page: Page, name: str):
    return page.locator("main").get_by_role("link", name=re.compile(name)).first


def button(page: Page, name: str):
    return page.locator("main").get_by_role("button", name=re.compile(name)).first


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(name))


def notice(page: Page, words: str) -> None:
    expect(page.locator(".govuk-notification-banner")).to_contain_text(words)


def book_a_place(hand: Hand) -> None:
    page = hand.page
    hand.press(link(page, "^Courses$"))
    hand.press(link(page, "^Strengths-based conversations$"))
    hand.press(page.get_by_role("listitem").filter(has_text="places left").get_by_role("link").first)
    hand.press(button(page, "Book a place"))
    hand.fill(page.get_by_label("Access or dietary needs"), "A seat near the front")
    hand.press(button(page, "^Book$"))


def test_practitioner_books_and_withdraws(hand: Hand) -> None:
    page = sign_in(hand, "practitioner")
    book_a_place(hand)
    notice(page, "You have a place")
    page.goto("/my-training")
    mine = page.get_by_role("listitem").filter(has_text="Strengths-based conversations")
    hand.press(mine.get_by_role("link", name=re.compile("Withdraw")).first)
    hand.fill(page.get_by_label("Why?"), "A shift was moved")
    hand.press(button(page, "Withdraw"))
    notice(page, "You have withdrawn")


def start_an_audit(hand: Hand) -> None:
    page = hand.page
    page.goto("/my-audits")
    hand.press(button(page, "^Start "))
    hand.press(link(page, "unsafe"))
    hand.check(page.get_by_label("No", exact=True))
    hand.press(button(page, "Save and continue"))


def grade_everything(hand: Hand) -> None:
    """In the order of the page, so that keys go through it once."""
    for control in hand.page.locator("input[type=radio][value='3'], textarea[name$='-evidence']").all():
        if control.get_attribute("type") == "radio":
            hand.check(control)
        else:
            hand.fill(control, EVIDENCE)


def close(hand: Hand) -> None:
    """The closing questions, and whatever the grades still ask for."""
    expect(hand.page.get_by_label("Sure", exact=True)).to_be_visible()
    for box in hand.page.locator("main textarea").all():
        hand.fill(box, "Visits at times that suit the family")
    hand.check(hand.page.get_by_label("Sure", exact=True))
    hand.press(button(hand.page, "Save and continue"))


def test_auditor_marks_a_file_to_submission(hand: Hand) -> None:
    page = sign_in(hand, "auditor2" if isinstance(hand, Keyboard) else "auditor")
    start_an_audit(hand)
    for number in range(FIRST_SECTION, FIRST_SECTION + SECTIONS_AND_PRINCIPLES):
        expect(page.locator("main")).to_contain_text(f"Page {number} of")
        grade_everything(hand)
        hand.press(button(page, "Save and continue"))
    close(hand)
    hand.press(button(page, "^Submit"))
    notice(page, "submitted")


def test_champion_hands_over_the_proof(hand: Hand) -> None:
    page = sign_in(hand, "champion")
    page.goto("/champions")
    hand.press(link(page, "^Certificates of the staff of"))
    heading(page, "Certificates of the staff")
    with page.expect_download() as downloading:
        hand.press(link(page, "^Download the certificate"))
    assert downloading.value.path().read_bytes().startswith(b"%PDF-")


def fill_date(hand: Hand, group: str, day: date) -> None:
    boxes = hand.page.get_by_role("group", name=group).get_by_role("textbox").all()
    for box, number in zip(boxes, (day.day, day.month, day.year), strict=True):
        hand.fill(box, str(number))


def plan_a_cycle(hand: Hand) -> None:
    page = hand.page
    hand.press(button(page, "Plan a cycle"))
    hand.fill(page.get_by_label("Name of the cycle"), f"Spring check, {type(hand).__name__}")
    hand.choose(page.get_by_label("Form version"), page.locator("select option").nth(1).inner_text())
    hand.check(page.get_by_label("Dip sample"))
    fill_date(hand, "When does it open?", clock.today() + OPENS_IN)
    fill_date(hand, "When are audits due?", clock.today() + DUE_IN)
    hand.fill(page.get_by_label("How many assessments"), "16")
    hand.press(button(page, "Save the plan"))


def add_auditors(hand: Hand) -> None:
    page = hand.page
    hand.press(link(page, "Auditors"))
    heading(page, "Auditors of")
    names = page.locator("select option:not([value=''])").all_inner_texts()
    for name in names[:AUDITORS]:
        hand.choose(page.get_by_label("Auditor", exact=True), name)
        hand.fill(page.get_by_label("Most audits they can take"), "12")
        hand.press(button(page, "Save"))
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    hand.press(page.get_by_role("link", name="Back", exact=True))


def draw_the_sample(hand: Hand) -> None:
    page = hand.page
    hand.press(button(page, "Draw the sample"))
    heading(page, "Draw the sample of")
    hand.fill(page.get_by_label("Seed", exact=True), SEED)
    hand.press(button(page, "Draw the sample"))
    heading(page, "Sample of Spring check")


def test_coordinator_draws_allocates_and_hands_out(hand: Hand) -> None:
    page = sign_in(hand, "coordinator")
    page.goto("/audits/cycles")
    plan_a_cycle(hand)
    draw_the_sample(hand)
    hand.press(page.get_by_role("link", name="Back", exact=True))
    add_auditors(hand)
    hand.press(button(page, "Allocate"))
    heading(page, "Allocation of")
    hand.press(button(page, "Allocate"))
    hand.press(button(page, "Hand the audits out"))
    notice(page, "with their auditors")


def test_coordinator_releases_feedback(hand: Hand) -> None:
    page = sign_in(hand, "coordinator")
    page.goto("/feedback-to-release")
    release = button(page, "^Release FEHA")
    reference = release.inner_text().split()[-1]
    hand.press(release)
    notice(page, "released")
    expect(page.locator("main")).not_to_contain_text(reference)
