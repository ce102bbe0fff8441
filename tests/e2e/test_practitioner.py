"""The practitioner between two visits: find training, book it in two pages, say how it was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import look, sign_in


def open_a_course_with_places(page: Page) -> None:
    page.goto("/training")
    page.get_by_role("link", name="Strengths-based conversations").click()
    page.get_by_role("listitem").filter(has_text="places left").get_by_role("link").first.click()


def book(page: Page) -> None:
    page.get_by_role("button", name="Book a place").click()
    page.get_by_label("Access or dietary needs").fill("A seat near the front")
    page.get_by_role("button", name="Book").click()


def see(page: Page, path: str, name: str) -> None:
    page.goto(path)
    look(page, name)


def give_back(page: Page) -> None:
    page.goto("/my-training")
    look(page, "my-training-phone")
    mine = page.get_by_role("listitem").filter(has_text="Strengths-based conversations")
    mine.get_by_role("link", name=re.compile("Withdraw")).first.click()
    look(page, "withdraw-phone")
    page.get_by_role("button", name=re.compile("Withdraw")).click()


def test_books_on_a_phone_in_two_pages_and_gives_the_place_back(phone: Page) -> None:
    sign_in(phone, "practitioner")
    see(phone, "/", "practitioner-home-phone")
    see(phone, "/training", "catalogue-phone")
    open_a_course_with_places(phone)
    look(phone, "event-phone")
    book(phone)
    expect(phone.get_by_role("alert")).to_contain_text("You have a place")
    look(phone, "booked-phone")
    give_back(phone)
    expect(phone.get_by_role("alert")).to_contain_text("You have withdrawn")


def test_says_what_the_training_was_like(page: Page) -> None:
    sign_in(page, "practitioner")
    page.get_by_role("link", name=re.compile("Say what you thought")).first.click()
    look(page, "evaluation")
    page.get_by_role("button", name="Send").click()
    look(page, "evaluation-errors")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    for statement in page.get_by_role("group").all():
        statement.get_by_role("radio").nth(3).check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_have_count(0)


@pytest.mark.parametrize("name", ["/training", "/training?q=voice", "/training?format=virtual"])
def test_anybody_reads_the_catalogue_without_script(page_without_script: Page, name: str) -> None:
    page_without_script.goto(name)
    expect(page_without_script.get_by_role("heading", level=1)).to_have_text("Training")
    expect(page_without_script.get_by_role("heading", level=2).first).to_be_visible()


def test_books_without_script(page_without_script: Page) -> None:
    sign_in(page_without_script, "manager")
    open_a_course_with_places(page_without_script)
    book(page_without_script)
    expect(page_without_script.get_by_role("alert")).to_contain_text("You have a place")
