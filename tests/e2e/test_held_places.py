"""Places held for an agency: reserved, named for, and handed back; by keys alone and without script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.models import Agency, Person, Post
from tests.e2e.test_booking_hands import of_two, seen
from tests.e2e.test_hands import button, heading, link, notice, sign_in
from tests.support.hands import Hand
from tests.support.live import LiveServer
from training.approvals.models import ApprovalPolicy
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import CoursePrerequisite, TrainingEvent
from training.lost_places.models import LostPlace
from training.shares import jobs
from training.shares.domain import HoldRules, SeatRules

AGENCY, GROUP = "Healthy Child Service", "Health services"
HELD, ROOM = "2", 6
A_DAY = timedelta(days=1)


@pytest.fixture
def event(portal: LiveServer, hand: Hand) -> Any:
    """With room, far enough ahead to hold places, and open to anybody; each hand has one of its own."""
    with portal.app.app_context():
        ahead = clock.now() + 2 * in_force(HoldRules).last_hold
        asks = select(ApprovalPolicy.course_id).where(ApprovalPolicy.course_id.is_not(None))
        found = db.session.execute(
            select(TrainingEvent.id, TrainingEvent.code, TrainingEvent.starts_at, TrainingEvent.course_id)
            .where(TrainingEvent.state == EventState.OPEN, TrainingEvent.starts_at > ahead)
            .where(TrainingEvent.booking_opens_at.is_(None))
            .where(TrainingEvent.capacity - TrainingEvent.places_taken >= ROOM)
            .where(TrainingEvent.course_id.not_in(select(CoursePrerequisite.course_id)))
            .where(TrainingEvent.course_id.not_in(asks))
            .order_by(TrainingEvent.starts_at.desc(), TrainingEvent.id)
        ).all()
    return of_two(hand, *found[:2])


def somebody(portal: LiveServer, event: Any) -> tuple[str, str]:
    """The name, and how the list has it, of one of the agency whom nothing keeps from this event.

    Not of whoever leads it: they agree for others, and not for themself.
    """
    with portal.app.app_context():
        near = TrainingEvent.starts_at.between(event.starts_at - A_DAY, event.starts_at + A_DAY)
        alike = near | (TrainingEvent.course_id == event.course_id)
        busy = select(Booking.person_id).join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        missed = select(Booking.person_id).join(LostPlace, LostPlace.booking_id == Booking.id)
        leads = select(Account.person_id).where(Account.email.startswith("agency-lead@"))
        person = db.session.scalars(
            select(Person)
            .join(Post, Post.person_id == Person.id)
            .join(Agency, Agency.id == Post.agency_id)
            .where(Agency.name == AGENCY, Post.ended_on.is_(None), Person.id.not_in(busy.where(alike)))
            .where(Person.id.not_in(missed), Person.id.not_in(leads))
            .order_by(Person.id)
        ).first()
        assert person is not None
        return person.name, f"{person.name}, {AGENCY}"


def change_person(hand: Hand, who: str) -> Page:
    hand.page.context.clear_cookies()
    return sign_in(hand, who)


def hold(hand: Hand, event: Any) -> None:
    page = hand.page
    page.goto(f"/training/events/{event.id}")
    hand.press(link(page, "^Hold places"))
    seen(hand, "hold-places")
    hand.fill(page.get_by_label("How many places?"), HELD)
    hand.choose(page.get_by_label("For people of which agency?"), AGENCY)
    hand.press(button(page, "^Hold places"))
    notice(page, "2 places are held")
    seen(hand, "held-places")


def open_seats(page: Page, event: Any) -> None:
    """Those of the year in which the event is."""
    page.goto(f"/training/seats?year={in_force(SeatRules).year_of(clock.in_london(event.starts_at).date())}")


def agree_seats(hand: Hand, event: Any) -> None:
    page = hand.page
    open_seats(page, event)
    agreed = link(page, f"the seats of {AGENCY}")
    if not agreed.count():  # unless the other hand agreed them
        hand.press(page.locator("summary").filter(has_text="Agencies without agreed seats"))
        agreed = page.get_by_role("link", name=AGENCY, exact=True)
    hand.press(agreed)
    seen(hand, "seats-edit")
    hand.fill(page.get_by_label("Extra"), "4")
    hand.fill(page.get_by_label("Why?"), "Agreed at the spring board")
    hand.press(button(page, "^Save"))
    notice(page, "The seats are saved")
    seen(hand, "seats")


def name_somebody(hand: Hand, event: Any, who: tuple[str, str]) -> None:
    page = hand.page
    page.goto("/training/held-places")
    hand.press(page.get_by_role("row").filter(has_text=event.code).get_by_role("link", name="Name somebody"))
    hand.fill(page.get_by_label("Name of the person"), who[0])
    hand.press(button(page, "^Find"))
    seen(hand, "held-place-name")
    hand.check(page.get_by_label(who[1], exact=True))
    hand.press(button(page, "^Give them the place"))
    notice(page, "They have the place")


def mix_of(page: Page, event: Any) -> tuple[list[int], int]:
    """Booked, held, kept and waiting of the agency's group, and how many places are free for anybody."""
    page.goto(f"/training/events/{event.id}/shares")
    heading(page, "Places by agency")
    rows = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=GROUP, exact=True))
    told = [int(one) for one in rows.first.locator("td").all_inner_texts()] if rows.count() else [0] * 4
    free = page.get_by_role("paragraph").filter(has_text="free for anybody.").inner_text().split()[0]
    return told, 0 if free == "No" else int(free)


def seats_booked(page: Page, event: Any) -> int:
    """How many seats of the agency are booked ahead, as whoever leads it reads."""
    open_seats(page, event)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=AGENCY))
    return int(row.first.locator("td[data-label='Booked ahead']").inner_text())


def release(portal: LiveServer, event: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job, on the day on which what has no name is given back."""
    with portal.app.app_context(), monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: in_force(HoldRules).release_at(event.starts_at))
        jobs.release_held()


def test_of_two_held_places_one_is_named_and_one_comes_back(
    hand: Hand, portal: LiveServer, event: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sign_in(hand, "coordinator")
    (booked, held, *others), free = mix_of(page, event)
    hold(hand, event)
    assert mix_of(page, event) == ([booked, held + 2, *others], free - 2)
    seen(hand, "mix-held")
    agree_seats(hand, event)
    change_person(hand, "agency-lead")
    ahead = seats_booked(page, event)
    name_somebody(hand, event, somebody(portal, event))
    assert seats_booked(page, event) == ahead + 1
    release(portal, event, monkeypatch)
    assert mix_of(change_person(hand, "coordinator"), event) == ([booked + 1, held, *others], free - 1)
