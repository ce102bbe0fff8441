"""What the page of an event says beforehand is what booking does: the same reason, or a button that works."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import RuleBroken
from portal.people.models import Person
from tests.factories import a_booking, a_course, a_person, an_event, saved, someone
from tests.integration.bookings.above import NotFrom, a_room
from tests.integration.certificates.cast import a_certificate, a_confirmed_event
from tests.support.pages import errors_on, heading_on, parse, words_of
from training.bookings.domain import ApprovalStep, BookingStatus
from training.bookings.models import WindowExtension
from training.bookings.queries import find_booking
from training.catalogue.domain import EventState
from training.catalogue.models import CoursePrerequisite

HOUR = timedelta(hours=1)


@pytest.fixture
def learner(client):
    account = someone()
    client.sign_in(account)
    return db.session.get_one(Person, account.person_id)


def standing(client, event) -> str:
    found = parse(client.get(f"/training/events/{event.id}").text).select_one(".govuk-inset-text p")
    return words_of(found) if found else ""


def button(client, event) -> str:
    found = parse(client.get(f"/training/events/{event.id}").text).select_one("a.govuk-button")
    return words_of(found) if found else ""


def sent(client, event, **answers):
    """What booking answers although no form is shown."""
    token = parse(client.get(f"/training/events/{an_event().id}/book").text).select_one("[name=csrf_token]")
    return client.post(f"/training/events/{event.id}/book", data={"csrf_token": token["value"], **answers})


def agree(client, event) -> str:
    """The one reason that both give."""
    said = standing(client, event)
    assert button(client, event) == ""
    page = client.get(f"/training/events/{event.id}/book").text
    assert heading_on(page) == "You cannot book this event"
    assert said in words_of(parse(page).select_one("main .govuk-inset-text"))
    assert not parse(page).select("main form")
    assert errors_on(sent(client, event).text) == [said]
    return said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"starts_at": -HOUR}, "This event has already started"),
        ({"booking_closes_at": -HOUR}, "Booking for this event has closed"),
        ({"booking_opens_at": HOUR}, "Booking for this event has not opened yet"),
    ],
)
def test_the_window(client, learner, given, said):
    moments = {key: clock.now() + one for key, one in given.items() if isinstance(one, timedelta)}
    assert agree(client, an_event(**{**given, **moments})) == said


def test_a_cancelled_event_is_said_once_at_the_top(client, learner):
    event = an_event(state=EventState.CANCELLED)
    page = client.get(f"/training/events/{event.id}").text
    assert (standing(client, event), button(client, event)) == ("", "")
    assert words_of(parse(page).select_one("main")).count("been cancelled") == 1
    assert errors_on(sent(client, event).text) == ["This event has been cancelled"]


def test_a_course_that_is_needed_first(client, learner):
    event = an_event()
    saved(CoursePrerequisite(course_id=event.course_id, needed_id=saved(a_course(title="First")).id))
    assert agree(client, event).startswith("This event is for people who hold a certificate of “First” on ")


def test_too_many_dates_of_the_course(client, learner):
    course = saved(a_course(most_live_bookings=1))
    a_booking(an_event(course, starts_at=clock.now() + 900 * HOUR), learner, BookingStatus.WAITING)
    said = "You already have 1 booking for this course. Withdraw from one first"
    assert agree(client, an_event(course)) == said


def test_what_any_room_above_has_against_it(client, learner):
    with a_room(booking_obstacles=lambda event, learner: RuleBroken("No seats are left")):
        assert agree(client, an_event()) == "No seats are left"


def test_whoever_is_booked_already(client, learner):
    event = an_event()
    a_booking(event, learner)
    assert standing(client, event) == "You have a place on this event"
    assert button(client, event) == ""
    assert errors_on(sent(client, event).text) == ["You already have a booking on this event"]


def test_something_else_in_the_diary_is_said_and_a_tick_books_both(client, learner):
    a_booking(an_event(saved(a_course(title="Trauma"))), learner)
    event = an_event()
    assert standing(client, event) == "You have a place on “Trauma” at the same time"
    assert button(client, event) == "Book a place"
    assert "at the same time as “Trauma”" in errors_on(sent(client, event).text)[0]
    client.change_budget = 17
    client.submit(f"/training/events/{event.id}/book", despite_clash=True)
    assert find_booking(event.id, learner.id).status is BookingStatus.BOOKED


@pytest.mark.parametrize("rules", [{"place_rules": lambda event, lock: NotFrom(None, at_most=0)}, {}])
def test_no_place_for_them_is_the_waiting_list(client, learner, rules):
    event = an_event(capacity=2 if rules else 1)
    a_booking(event)
    with a_room(**rules):
        assert button(client, event) == "Join the waiting list"
        assert heading_on(client.get(f"/training/events/{event.id}/book").text) == "Join the waiting list"
        assert errors_on(sent(client, event).text)[0].endswith("You can join the waiting list")
        client.change_budget = 17
        client.submit(f"/training/events/{event.id}/book")
    assert find_booking(event.id, learner.id).status is BookingStatus.WAITING


@pytest.mark.parametrize("given", [{"sittings": 0}, {"draw_at": clock.at_london}])
def test_no_date_and_lots_to_draw_are_the_waiting_list(client, learner, given):
    event = an_event(**{k: clock.now() + HOUR if callable(v) else v for k, v in given.items()})
    assert button(client, event) == "Join the waiting list"
    client.submit(f"/training/events/{event.id}/book")
    assert find_booking(event.id, learner.id).status is BookingStatus.WAITING


def test_who_has_to_agree_is_said_before_anybody_is_asked(client, learner):
    event, steps = an_event(), [ApprovalStep("manager", "The course asks"), ApprovalStep("second", "It does")]
    with a_room(approval_steps=lambda event, learner: steps):
        page = client.get(f"/training/events/{event.id}/book").text
        assert heading_on(page) == "Ask for a place"
        assert "your line manager and the training team have to agree" in page
        client.change_budget = 18
        client.submit(f"/training/events/{event.id}/book")
    assert find_booking(event.id, learner.id).status is BookingStatus.REQUESTED


def test_whose_own_end_of_booking_is_to_come_has_the_button_and_a_place(client, learner):
    event = an_event(booking_closes_at=clock.now() - HOUR)
    until = clock.now() + HOUR
    saved(
        WindowExtension(event_id=event.id, person_id=learner.id, until=until, reason="Ill", granted_at=until)
    )
    assert button(client, event) == "Book a place"
    client.change_budget = 17
    client.submit(f"/training/events/{event.id}/book")
    assert find_booking(event.id, learner.id).status is BookingStatus.BOOKED


def test_several_reasons_are_given_in_one_order(client, learner):
    """The diary last: it alone can be overruled."""
    a_booking(an_event(), learner)
    with a_room(booking_obstacles=lambda event, learner: RuleBroken("No seats are left")):
        assert agree(client, an_event()) == "No seats are left"


def needing_first(learner, *, had=False):
    """An event in ten weeks whose course needs another, which can be renewed by a shorter one."""
    short = saved(a_course(title="Short"))
    first = saved(a_course(title="First", refresher_id=short.id, valid_for_months=1))
    if had:
        a_certificate(learner, event=a_confirmed_event(course=first, days_ago=60))
    event = an_event(starts_at=clock.now() + timedelta(weeks=10))
    saved(CoursePrerequisite(course_id=event.course_id, needed_id=first.id))
    return event, first, short


def ways(client, event) -> list[str]:
    return [
        words_of(one)
        for one in parse(client.get(f"/training/events/{event.id}").text).select(".govuk-inset-text a")
    ]


def test_the_shortest_way_is_the_next_dates_in_time_that_have_a_place(client, learner):
    event, first, _ = needing_first(learner)
    assert ways(client, event) == ["First: no date in time yet"]
    for weeks, given in (
        (1, {}),
        (2, {"capacity": 1}),
        (3, {"booking_closes_at": clock.now()}),
        (11, {}),
        (4, {}),
    ):
        one = an_event(first, starts_at=clock.now() + timedelta(weeks=weeks), **given)
        if given.get("capacity"):
            a_booking(one, saved(a_person()))
    assert ways(client, event) == ["First: 10 March 2026 at 10am", "First: 31 March 2026 at 11am"]


def test_whoever_had_it_once_is_shown_the_shorter_course_too(client, learner):
    event, _, short = needing_first(learner, had=True)
    an_event(short, starts_at=clock.now() + timedelta(weeks=1))
    assert ways(client, event) == ["Short: 10 March 2026 at 10am", "First: no date in time yet"]


def test_what_is_learned_online_can_be_taken_at_once(client, learner):
    event, first, _ = needing_first(learner)
    first.e_learning_link = "https://learn.example/first"
    db.session.commit()
    assert ways(client, event) == ["First: take it online now"]
