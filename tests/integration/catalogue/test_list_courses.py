"""The catalogue: open to everybody, searched and filtered by what people ask for."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import a_course, a_venue, an_area, an_event, saved, someone
from tests.support.client import recorded_statements
from tests.support.pages import errors_on, parse, words_of
from training.catalogue.domain import CourseFormat, CourseLevel, EventState

PAGE = "/training"


def titles(response) -> list[str]:
    return [words_of(heading) for heading in parse(response.text).select(".portal-results h2")]


def test_a_stranger_sees_courses_with_their_next_date_and_places(client):
    course = saved(a_course(title="Early help for all"))
    an_event(course, capacity=4, places_taken=1)
    an_event(course, starts_at=clock.now() + timedelta(days=60))
    shown = words_of(parse(client.get(PAGE).text).select_one(".portal-results"))
    assert "Early help for all" in shown
    assert "Next: 17 March 2026 at 10am 3 places left and 1 later date" in shown
    assert "Face to face, introduction level, 3 hours" in shown


def test_only_strangers_are_told_that_they_need_no_account(client):
    assert "without an account" in client.get(PAGE).text
    client.sign_in(someone())
    assert "without an account" not in client.get(PAGE).text


def test_soonest_first_and_courses_without_a_date_last(client):
    _, late, soon = (saved(a_course(title=title)) for title in ("Dateless", "Late", "Soon"))
    an_event(late, starts_at=clock.now() + timedelta(days=20))
    an_event(soon, starts_at=clock.now() + timedelta(days=10))
    assert titles(client.get(PAGE)) == ["Soon", "Late", "Dateless"]
    assert titles(client.get(f"{PAGE}?sort=title")) == ["Dateless", "Late", "Soon"]


def test_past_planned_and_cancelled_dates_do_not_count(client):
    course = saved(a_course())
    an_event(course, starts_at=clock.now() - timedelta(days=1))
    an_event(course, state=EventState.PLANNED)
    an_event(course, state=EventState.CANCELLED)
    assert "No dates at the moment" in client.get(PAGE).text


def test_courses_taken_off_the_list_are_not_shown(client):
    saved(a_course(is_listed=False))
    page = client.get(PAGE)
    assert titles(page) == []
    assert "No training matches" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=neglect", ["Neglect"]),
        ("words=NÉGLECT+childhood", ["Neglect"]),
        ("words=100%25", []),
        ("format=virtual", ["Trauma"]),
        ("level=advanced", ["Trauma"]),
        ("principle=GH3", ["Neglect"]),
        ("format=virtual&level=core", []),
    ],
)
def test_filters_narrow_the_list(client, query, found):
    saved(a_course(title="Neglect", summary="In childhood", principles=["GH1", "GH3"]))
    saved(
        a_course(title="Trauma", format=CourseFormat.VIRTUAL, level=CourseLevel.ADVANCED, principles=["GH2"])
    )
    assert titles(client.get(f"{PAGE}?{query}")) == found


def test_dates_from_a_day_and_near_a_team(client):
    area = saved(an_area())
    near, far = saved(a_course(title="Near")), saved(a_course(title="Far"))
    an_event(near, venue_id=saved(a_venue(local_area_id=area.id)).id)
    an_event(far, starts_at=clock.now() + timedelta(days=40))
    later = {f"starts_on-{part}": getattr(date(2026, 4, 1), part) for part in ("day", "month", "year")}
    assert titles(client.get(PAGE, query_string=later)) == ["Far"]
    assert titles(client.get(PAGE, query_string={"area": area.id})) == ["Near"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role_group=teaching", ["For all", "For teachers"]),
        ("role_group=policing", ["For all"]),
        ("month=2026-03", ["For all"]),
        ("month=2026-04", ["For teachers"]),
        ("month=2026-03&with_places=y", []),
        ("with_places=y", ["For teachers"]),
        ("month=2026-04&role_group=policing", []),
    ],
)
def test_by_line_of_work_month_and_places_left(client, query, found):
    """The last evening of March in London is still March, and its first of April is April."""
    all_, some = (
        saved(a_course(title="For all")),
        saved(a_course(title="For teachers", role_groups=["teaching"])),
    )
    an_event(all_, starts_at=clock.at_london(date(2026, 3, 31), time(23, 30)), capacity=1, places_taken=1)
    an_event(some, starts_at=clock.at_london(date(2026, 4, 1), time(0, 30)))
    assert sorted(titles(client.get(f"{PAGE}?{query}"))) == found


def test_a_slip_of_the_finger_finds_what_was_meant_and_says_so(client):
    saved(a_course(title="Seeing neglect"))
    page = client.get(f"{PAGE}?words=negelct")
    assert titles(page) == ["Seeing neglect"]
    assert "Nothing matches “negelct”. These match “neglect”." in page.text
    assert "No training matches" in client.get(f"{PAGE}?words=qqqqqqq").text
    assert "No training matches" in client.get(f"{PAGE}?words=negelct&format=forum").text


def test_a_date_that_is_none_is_said_and_kept(client):
    saved(a_course())
    page = client.get(f"{PAGE}?starts_on-day=31&starts_on-month=2&starts_on-year=2026")
    assert errors_on(page.text) == ["Dates from must be a real date"]
    assert parse(page.text).select_one("#starts_on-day")["value"] == "31"
    assert len(titles(page)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "format=song",
        "level=9",
        "area=x",
        "area=99999",
        "page=x",
        "sort=no",
        "page=0",
        "month=2026-13",
        "month=x",
        "month=9999-12",
        "role_group=9",
    ],
)
def test_nonsense_in_the_address_breaks_nothing(client, query):
    saved(a_course())
    assert client.get(f"{PAGE}?{query}").status_code == 200


def test_pages_of_25_and_a_page_beyond_the_last(client):
    for number in range(30):
        saved(a_course(title=f"Course {number:02}"))
    assert len(titles(client.get(PAGE))) == 25
    last = client.get(f"{PAGE}?sort=title&page=2")
    assert titles(last) == [f"Course {number:02}" for number in range(25, 30)]
    assert titles(client.get(f"{PAGE}?sort=title&page=9")) == titles(last)


def test_as_many_statements_at_2000_courses_as_at_20(client):
    counts = []
    for size in (20, 1980):
        made = [a_course() for _ in range(size)]
        db.session.add_all(made)
        db.session.commit()
        with recorded_statements() as statements:
            assert len(titles(client.get(PAGE))) == (20 if size == 20 else 25)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4


def test_next_is_a_date_that_can_still_be_booked(client):
    """A date that is closed is passed over, and is no later date either; one that opens later counts."""
    course, now = saved(a_course()), clock.now()
    an_event(course, booking_closes_at=now - timedelta(hours=1))
    opens_later = an_event(
        course, starts_at=now + timedelta(days=30), booking_opens_at=now + timedelta(days=1)
    )
    shown = parse(client.get(PAGE).text).select_one(".portal-results")
    assert f"/training/events/{opens_later.id}" in str(shown)
    assert "Booking opens" in words_of(shown)
    assert "later date" not in words_of(shown)


def test_a_course_whose_only_date_is_closed_has_none(client):
    an_event(booking_closes_at=clock.now() - timedelta(minutes=1))
    assert "No dates at the moment" in client.get(PAGE).text
