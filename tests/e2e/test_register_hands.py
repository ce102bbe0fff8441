"""The register by keys alone and without script: two records become one and two, a team goes and comes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.kernel.db import db
from portal.people.models import Person, TeamHandOver
from tests.e2e.test_hands import button, heading, link, notice, sign_in
from tests.support.hands import Hand
from tests.support.live import LiveServer


def first_pair(hand: Hand) -> Page:
    page = hand.page
    page.goto("/duplicates")
    hand.press(page.locator("tbody").get_by_role("link").first)
    heading(page, "One person or two")
    return page


def test_two_records_become_one_and_two_again(hand: Hand) -> None:
    sign_in(hand, "coordinator")
    page = first_pair(hand)
    hand.check(page.get_by_role("group", name=re.compile("Whose record stays")).get_by_role("radio").last)
    hand.press(button(page, "^Continue"))
    heading(page, "^Merge ")
    hand.fill(page.get_by_label("How do you know that they are one person"), "Asked them both")
    hand.press(button(page, "^Merge them$"))
    heading(page, "was merged into")
    hand.press(button(page, "^Undo this merge$"))
    hand.press(button(page, "^Undo the merge$"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why the merge is undone")
    hand.fill(page.get_by_label("Why is the merge undone?"), "Father and son")
    hand.press(button(page, "^Undo the merge$"))
    expect(page.locator("main")).to_contain_text("Father and son")


@pytest.fixture
def team(portal: LiveServer) -> tuple[str, str]:
    """The page of somebody who manages a team, and the reference of whoever could take it over."""
    with portal.app.app_context():
        kept = db.session.scalars(select(TeamHandOver).order_by(TeamHandOver.id)).first()
        above = db.session.get_one(Person, kept.from_id)
        return f"/people/{kept.to_id}", above.reference


def test_a_team_is_handed_over_and_given_back(hand: Hand, team: tuple[str, str]) -> None:
    page = sign_in(hand, "coordinator")
    page.goto(team[0])
    hand.press(link(page, "^Hand over this team"))
    hand.fill(page.get_by_label("Who manages them from now on?"), team[1])
    hand.press(button(page, "^Hand over the team$"))
    notice(page, "handed over")
    hand.press(link(page, "^Give this team back"))
    heading(page, "^Give a team back to ")
    hand.fill(page.get_by_label("Why?"), "The wrong one of two")
    hand.press(button(page, "^Give the team back$"))
    notice(page, "given back")
