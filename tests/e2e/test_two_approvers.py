"""Two who have to agree: the manager on a page, the agency by letter; by keys alone and without script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from portal.accounts import passwords
from portal.kernel import clock
from portal.kernel.db import db
from portal.settings import Settings
from tests.e2e.test_approver import hand
from tests.e2e.test_booking_hands import of_two, seen
from tests.e2e.test_hands import button, heading, link, notice
from tests.integration.approvals.support import Team, an_asking_event, book, link_of
from tests.support.hands import Hand
from tests.support.live import LiveServer
from training.approvals.domain import Way

__all__ = ["hand"]  # the fixture: on a phone


@dataclass(frozen=True, slots=True)
class Asking:
    """A request: the booking, who speaks for the agency, and what the other two sign in with."""

    lead: SimpleNamespace
    booking_id: int
    learner: str
    manager: str


@pytest.fixture
def asking(portal: LiveServer) -> Asking:
    """Somebody whose line manager and then whose agency have to agree."""
    with portal.app.app_context():
        team = Team()
        for one in (team.manager, team.account):
            one.password_hash = passwords.hashed(Settings.demo_password)
        db.session.commit()
        event = an_asking_event(Way.BOTH, starts_at=clock.now() + timedelta(days=40))
        booking_id, lead = book(event, team.learner).id, SimpleNamespace(person_id=team.lead.person_id)
        return Asking(lead, booking_id, team.account.email, team.manager.email)


def sign_in(hand: Hand, email: str) -> Page:
    page = hand.page
    page.context.clear_cookies()
    page.goto("/sign-in")
    hand.fill(page.get_by_label("Email address"), email)
    hand.fill(page.get_by_label("Password", exact=True), Settings.demo_password)
    hand.press(page.locator("main").get_by_role("button", name="Sign in", exact=True))
    heading(page, "Welcome")
    return page


def agree_as_manager(hand: Hand, asking: Asking) -> None:
    page = sign_in(hand, asking.manager)
    hand.press(link(page, "^1 request waits for your answer"))
    seen(hand, "requests-of-manager-phone")
    hand.press(link(page, "^Lee Learner"))
    seen(hand, "request-of-manager-phone")
    hand.check(page.get_by_label("Agree", exact=True))
    hand.press(button(page, "^Send your answer"))
    notice(page, "You have agreed")
    page.context.clear_cookies()


def answer_as_agency(hand: Hand, address: str) -> None:
    """One hand agrees; the other declines, first without the reason that it takes."""
    page = hand.page
    page.goto(address)
    expect(page.get_by_text("agreed by the line manager")).to_be_visible()
    seen(hand, "request-of-agency-phone")
    hand.check(page.get_by_label(of_two(hand, "Agree", "Decline"), exact=True))
    hand.press(button(page, "^Send your answer"))
    if of_two(hand, "", "declines"):
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        hand.fill(page.get_by_label("Reason", exact=True), "Not this term")
        hand.press(button(page, "^Send your answer"))
    heading(page, "Your answer has been sent")


def test_the_manager_agrees_and_then_the_agency_answers_its_letter(
    portal: LiveServer, hand: Hand, asking: Asking
) -> None:
    agree_as_manager(hand, asking)
    with portal.app.app_context():
        address = link_of(asking.lead)
    answer_as_agency(hand, address)
    hand.page.goto(address)
    expect(button(hand.page, "Send your answer")).to_have_count(0)
    seen(hand, "request-answered-phone")
    sign_in(hand, asking.learner).goto(f"/bookings/{asking.booking_id}")
    expect(hand.page.locator("main")).to_contain_text(of_two(hand, "Booked", "Not this term"))
    seen(hand, "booking-after-two-answers-phone")
