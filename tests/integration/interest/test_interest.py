"""Who wants a course hears of its new dates, once of each (docs/training.md 4.3, "Interested")."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_course, actor_of, an_agency, an_event, saved, someone
from tests.support.pages import parse
from training.bookings.domain import Book
from training.bookings.services import book
from training.catalogue.domain import EventState
from training.interest import jobs, services
from training.interest.domain import DATES, MOST_DATES, NotTaught
from training.interest.models import Interest

TELL_ME = "form[action$='/interest/ask']"
NO_MORE = "form[action$='/interest/end']"


@pytest.fixture
def course():
    return saved(a_course(is_listed=True))


@pytest.fixture
def wanting(client, course):
    """Somebody signed in who wants the course."""
    account = someone(email="wanting@york.example")
    services.note_interest(actor_of(account), course.id)
    db.session.commit()
    client.sign_in(account)
    return account


def page_of(course) -> str:
    return f"/training/courses/{course.id}"


def letters() -> list[OutgoingMessage]:
    statement = select(OutgoingMessage).where(OutgoingMessage.kind == DATES)
    return list(db.session.scalars(statement.order_by(OutgoingMessage.id)))


def wishes() -> list[Interest]:
    return list(db.session.scalars(select(Interest)))


def test_a_person_asks_on_the_page_of_the_course_and_takes_it_back(client, course):
    client.sign_in(someone())
    said = client.follow(client.submit(page_of(course), form=TELL_ME))
    assert "We will write to you when there is a new date" in said.text
    assert "You will be told when there is a new date" in said.text
    said = client.follow(client.submit(page_of(course), form=NO_MORE))
    assert "We will not write to you about new dates" in said.text
    assert wishes() == []
    assert parse(said.text).select_one(TELL_ME) is not None


def test_a_stranger_is_asked_nothing(client, course):
    shown = parse(client.get(page_of(course)).text)
    assert shown.select_one(TELL_ME) is None


def test_asking_twice_is_asking_once(course):
    actor = actor_of(someone())
    first = services.note_interest(actor, course.id)
    assert services.note_interest(actor, course.id) is first
    assert len(wishes()) == 1


def test_nobody_waits_for_a_course_that_is_not_in_the_catalogue():
    course = saved(a_course(is_listed=False))
    with pytest.raises(NotTaught):
        services.note_interest(actor_of(someone()), course.id)


def test_a_new_date_is_told_once(wanting, course):
    event = an_event(course)
    jobs.tell_news()
    jobs.tell_news()
    (letter,) = letters()
    assert (letter.recipient, letter.person_id) == ("wanting@york.example", wanting.person_id)
    assert course.title in letter.body
    assert f"/training/courses/{course.id}" in letter.body
    assert letter.not_after == event.starts_at


def test_a_second_date_is_a_second_letter(wanting, course):
    an_event(course)
    jobs.tell_news()
    an_event(course, starts_at=clock.now() + timedelta(days=30))
    jobs.tell_news()
    assert len(letters()) == 2


def test_many_new_dates_are_one_letter(wanting, course):
    for days in range(10, 10 + MOST_DATES + 2):
        an_event(course, starts_at=clock.now() + timedelta(days=days))
    jobs.tell_news()
    (letter,) = letters()
    assert "There are 2 more on the page of the course" in letter.body


def test_dates_that_stood_there_already_are_no_news(course):
    an_event(course)
    services.note_interest(actor_of(someone()), course.id)
    db.session.commit()
    jobs.tell_news()
    assert letters() == []


@pytest.mark.parametrize(
    "given",
    [
        {"state": EventState.PLANNED},
        {"state": EventState.CANCELLED},
        {"sittings": 0},
        {"starts_at": -1},
        {"booking_opens_at": 2},
        {"booking_closes_at": -2},
    ],
)
def test_what_nobody_can_book_is_no_news(wanting, course, given):
    an_event(course, **{name: in_days(value) if "_at" in name else value for name, value in given.items()})
    jobs.tell_news()
    assert letters() == []


def in_days(days):
    return clock.now() + timedelta(days=days)


def test_it_is_news_on_the_day_booking_opens(wanting, course, at):
    event = an_event(course, booking_opens_at=clock.now() + timedelta(days=2))
    jobs.tell_news()
    at(event.booking_opens_at + timedelta(minutes=1))
    jobs.tell_news()
    assert len(letters()) == 1


def test_another_course_is_no_news(wanting):
    an_event()
    jobs.tell_news()
    assert letters() == []


def test_whoever_gets_a_place_wants_no_other_date(wanting, course):
    book(actor_of(wanting), Book(an_event(course).id, wanting.person_id))
    db.session.commit()
    assert wishes() == []
    ended = db.session.scalars(select(Activity).where(Activity.verb == "end_interest")).one()
    assert ended.person_id == wanting.person_id


def test_whoever_waits_still_wants_it_but_hears_nothing_of_that_date(wanting, course):
    event = an_event(course, capacity=1)
    fill(event)
    book(actor_of(wanting), Book(event.id, wanting.person_id, join_waiting=True))
    db.session.commit()
    jobs.tell_news()
    assert (len(wishes()), letters()) == (1, [])


def fill(event):
    other = someone()
    book(actor_of(other), Book(event.id, other.person_id))


def test_my_training_says_what_somebody_wants(client, wanting, course):
    assert course.title in client.get("/my-training").text


def test_those_who_run_training_see_how_many_and_from_where(client, course):
    agency = saved(an_agency(name="Acomb Family Centre"))
    for _ in range(2):
        services.note_interest(actor_of(someone(agency=agency)), course.id)
    db.session.commit()
    client.sign_in(someone(Role.COORDINATOR))
    assert course.title in client.get("/training/interest").text
    rows = client.get(f"{page_of(course)}/interest.csv").text.splitlines()
    assert rows[1] == "Acomb Family Centre,2"
    assert client.get("/training/interest.csv").text.splitlines()[1].startswith(f"{course.title},2,")


def test_a_practitioner_does_not_see_the_list(client, wanting, course):
    assert client.get("/training/interest").status_code == 403
    assert client.get(f"{page_of(course)}/interest").status_code == 403


def test_nobody_ends_the_wish_of_somebody_else(wanting, course):
    services.end_interest(actor_of(someone()), course.id)
    assert len(wishes()) == 1
