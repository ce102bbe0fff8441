"""What people do with bookings once more, by keys alone and without script, and read by axe on the way."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from sqlalchemy import select

from portal.kernel.db import db
from portal.people.models import Person, Post
from tests.e2e.test_hands import button, heading, link, notice, sign_in
from tests.support.browser import look
from tests.support.hands import Hand, Keyboard
from tests.support.live import LiveServer
from training.bookings.domain import LIVE
from training.bookings.models import Booking
from training.catalogue.demo.timetable import STATE_CODES, STORY_CODES
from training.catalogue.models import TrainingEvent

SEVERAL = 3


def seen(hand: Hand, name: str) -> None:
    """As axe reads it; without script axe cannot run, and the page is the same."""
    if isinstance(hand, Keyboard):
        look(hand.page, name)


def of_two(hand: Hand, keyboard: str, pointer: str) -> str:
    """Each way of using a page has things of its own to use up."""
    return keyboard if isinstance(hand, Keyboard) else pointer


def event_of(portal: LiveServer, code: str) -> int:
    with portal.app.app_context():
        return db.session.scalars(select(TrainingEvent.id).where(TrainingEvent.code == code)).one()


def booking_of(portal: LiveServer, who: str, code: str) -> int:
    with portal.app.app_context():
        found = select(Booking.id).join(TrainingEvent).join(Person, Person.id == Booking.person_id)
        own = (Person.email == f"{who}@demo.example", TrainingEvent.code == code, Booking.status.in_(LIVE))
        return db.session.scalars(found.where(*own)).one()


def colleague_of(portal: LiveServer, booking_id: int) -> str:
    """The reference of somebody at the same agency who has nothing booked."""
    with portal.app.app_context():
        booking = db.session.get_one(Booking, booking_id)
        busy = select(Booking.person_id).where(Booking.status.in_(LIVE))
        free = select(Person.reference).join(Post, Post.person_id == Person.id).order_by(Person.id)
        same = (Post.agency_id == booking.agency_id, Post.ended_on.is_(None), Person.id.not_in(busy))
        return db.session.scalars(free.where(*same)).first()


def test_accepts_a_place_that_is_offered(hand: Hand) -> None:
    page = sign_in(hand, of_two(hand, "practitioner", "champion"))
    page.goto("/my-training")
    seen(hand, "my-training-offered")
    hand.press(link(page, "^Accept or decline"))
    heading(page, "A place is offered")
    seen(hand, "offer")
    hand.check(page.get_by_label("Yes, I will come"))
    hand.press(button(page, "Send answer"))
    notice(page, "The place is booked")
    seen(hand, "offer-accepted")


def test_sends_a_colleague_instead(hand: Hand, portal: LiveServer) -> None:
    who, story = of_two(hand, "practitioner", "champion"), of_two(hand, "next", "briefing")
    booking_id = booking_of(portal, who, STORY_CODES[story])
    page = sign_in(hand, who)
    page.goto(f"/bookings/{booking_id}")
    seen(hand, "booking")
    hand.press(link(page, "^Send a colleague instead"))
    seen(hand, "substitute")
    hand.fill(page.get_by_label("Who comes instead?"), colleague_of(portal, booking_id))
    hand.press(button(page, "Give the place to them"))
    notice(page, "has gone to your colleague")


def test_takes_a_register(hand: Hand, portal: LiveServer) -> None:
    page = sign_in(hand, "trainer")
    page.goto(f"/training/events/{event_of(portal, STORY_CODES['yesterday'])}/register")
    seen(hand, "register")
    for group in page.locator("fieldset.portal-register").all():
        hand.check(group.get_by_label("Present", exact=True))
    hand.press(button(page, "Save the register"))
    notice(page, "The register is saved")
    expect(link(page, "^Everybody is marked")).to_be_visible()


def tick_people(hand: Hand) -> None:
    for tick in hand.page.get_by_role("checkbox").all()[:SEVERAL]:
        hand.check(tick)
    hand.press(button(hand.page, "Add the people I ticked"))


def test_books_several_people(hand: Hand, portal: LiveServer) -> None:
    story = of_two(hand, STATE_CODES["awaiting draw"], STORY_CODES["undated"])
    page = sign_in(hand, "manager")
    page.goto(f"/training/events/{event_of(portal, story)}")
    hand.press(page.get_by_role("button", name="Book several people").or_(link(page, "^Book several people")))
    seen(hand, "several-choose")
    tick_people(hand)
    seen(hand, "several-list")
    hand.press(button(page, "Check what each person will get"))
    heading(page, "Check before you book")
    seen(hand, "several-preview")
    hand.press(button(page, "Book these people"))
    notice(page, "The list is booked")
    seen(hand, "several-result")


def test_draws_lots_again_at_the_event(hand: Hand, portal: LiveServer) -> None:
    page = sign_in(hand, "practitioner")
    page.goto(f"/training/events/{event_of(portal, STATE_CODES['drawn'])}/draw")
    expect(page.get_by_text(re.compile("flask bookings draw --seed"))).to_be_visible()
    seen(hand, "lots")
