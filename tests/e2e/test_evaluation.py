"""The three forms of one event, the certificate's gate, the manager's link and the results, in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from tests import factories as make
from tests.support.browser import look
from tests.support.hands import Hand, Keyboard
from tests.support.live import LiveServer, Visitor
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.evaluation import jobs, services
from training.evaluation.domain import NEWEST_SHIPPED, OF_LEARNERS, SendEvaluation

PASSWORD = "good-help-demo"
BEFORE, AFTER, LATER = OF_LEARNERS
OTHERS = 4
WAITS = "has not sent the evaluation form"
LASTS = timedelta(hours=3)


@contextmanager
def database(portal: LiveServer) -> Iterator[None]:
    with portal.app.app_context():
        yield


def account_of(who: str) -> Account:
    return db.session.query(Account).filter_by(email=f"{who}@demo.example").one()


@pytest.fixture
def title(request: pytest.FixtureRequest) -> str:
    """Another one for each test: no two courses have the same."""
    return f"Hearing the child {re.sub('[^a-z]+', ' ', request.node.name)}".strip()


@pytest.fixture
def event_id(portal: LiveServer, title: str) -> int:
    """An event in two days with the practitioner, and others who each have a manager."""
    with database(portal):
        course = make.saved(make.a_course(title=title))
        event = make.an_event(course, starts_at=clock.now() + timedelta(days=2), capacity=30)
        learner = db.session.get_one(Person, account_of("practitioner").person_id)
        make.a_booking(event, learner)
        for _ in range(OTHERS):
            an_other(event)
        return event.id


def an_other(event: TrainingEvent) -> None:
    agency, person = make.saved(make.an_agency()), make.saved(make.a_person())
    boss = make.saved(make.a_person())
    make.saved(make.a_post(boss, agency))
    make.saved(make.a_post(person, agency, manager_id=boss.id))
    make.saved(make.an_account(person))
    make.a_booking(event, person, agency_id=agency.id)


def it_ended(portal: LiveServer, event_id: int, **ago: int) -> None:
    """So long ago, and everybody was there."""
    with database(portal), unit_of_work():
        event = db.session.get_one(TrainingEvent, event_id)
        event.ends_at = clock.now() - timedelta(**ago)
        event.starts_at = event.ends_at - LASTS
        event.result_confirmed_at = clock.now()
        bookings = db.session.query(Booking).filter_by(event_id=event_id)
        bookings.update({"status": BookingStatus.ATTENDED})


def others_send(portal: LiveServer, event_id: int, form, rating: int) -> None:
    with database(portal):
        me = account_of("practitioner").person_id
        found = db.session.query(Account).join(Booking, Booking.person_id == Account.person_id)
        for one in found.filter(Booking.event_id == event_id, Booking.person_id != me).all():
            ratings = {each.key: rating for each in NEWEST_SHIPPED.asked_on(form)}
            with unit_of_work():
                command = SendEvaluation(event_id=event_id, form=form, ratings=ratings)
                services.send_evaluation(make.actor_of(one), command)


def sign_in(hand: Hand, who: str) -> Page:
    page = hand.page
    page.goto("/sign-in")
    hand.fill(page.get_by_label("Email address"), f"{who}@demo.example")
    hand.fill(page.get_by_label("Password", exact=True), PASSWORD)
    hand.press(page.locator("main").get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    return page


def sign_out(hand: Hand) -> None:
    """And wait until it is done: who is still signed in sees no page to sign in."""
    hand.press(hand.page.get_by_role("button", name="Sign out"))
    expect(hand.page.get_by_role("button", name="Sign out")).to_have_count(0)


def rate(hand: Hand, which: int) -> None:
    for statement in hand.page.locator("main form").get_by_role("group").all():
        hand.check(statement.get_by_role("radio").nth(which))


def send_from_home(hand: Hand, title: str, card: str, which: int) -> None:
    page = hand.page
    page.goto("/")
    hand.press(page.locator("main").get_by_role("link", name=f"{card} “{title}”"))
    hand.press(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    rate(hand, which)
    hand.fill(page.get_by_label(re.compile("optional")).first, "Ask the child first")
    hand.press(page.get_by_role("button", name="Send"))
    expect(page.locator(".govuk-notification-banner")).to_contain_text("without your name")


def is_held_up(portal: LiveServer, event_id: int) -> bool:
    """Whether those who give certificates read that this form has not come."""
    visitor = Visitor(portal)
    with database(portal):
        visitor.sign_in(account_of("coordinator"))
    shown = visitor.get(f"/training/events/{event_id}/certificates")
    assert shown.status_code == 200
    return WAITS in shown.text


def test_three_forms_are_sent_and_read(portal: LiveServer, hand: Hand, title: str, event_id: int) -> None:
    sign_in(hand, "practitioner")
    send_from_home(hand, title, "Say how confident you are before", 1)
    others_send(portal, event_id, BEFORE, 2)
    it_ended(portal, event_id, hours=2)
    others_send(portal, event_id, AFTER, 4)
    assert is_held_up(portal, event_id)
    send_from_home(hand, title, "Say what you thought of", 3)
    assert not is_held_up(portal, event_id)
    it_ended(portal, event_id, weeks=9)
    others_send(portal, event_id, LATER, 5)
    send_from_home(hand, title, "Say what became of", 4)
    sign_out(hand)
    read_results(sign_in(hand, "coordinator"), event_id)


def read_results(page: Page, event_id: int) -> None:
    page.goto(f"/training/events/{event_id}/evaluation/results")
    expect(page.locator("main")).to_contain_text("5 of 5 people who took part answered")
    expect(page.locator("main")).to_contain_text("Before to after: Rose by 2.0 points on average")
    expect(page.locator("main")).to_contain_text("Ask the child first")
    expect(page.get_by_role("img").first).to_be_visible()


def link_of_a_letter(portal: LiveServer, event_id: int) -> str:
    with database(portal):
        jobs.ask_managers()
        about = OutgoingMessage.about.startswith(f"evaluation:{event_id}:")
        letter = db.session.query(OutgoingMessage).filter(about).order_by(OutgoingMessage.id).first()
        return "/evaluation/" + letter.link.partition("/evaluation/")[2]


def test_a_manager_answers_by_the_link_of_a_letter(portal: LiveServer, hand: Hand, event_id: int) -> None:
    it_ended(portal, event_id, weeks=9)
    page = hand.page
    page.goto(link_of_a_letter(portal, event_id))
    if isinstance(hand, Keyboard):  # what reads the page for everybody else needs script
        look(page, "evaluation-manager")
    rate(hand, 3)
    hand.press(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers have been sent")
