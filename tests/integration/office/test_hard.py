"""A whole workforce on one list, lines that are anything but names, and whose people a Champion may book."""

from __future__ import annotations

import io

import pytest

from portal.kernel.access import Role
from tests.factories import a_person, a_post, a_school, an_event, saved, someone
from tests.integration.bookings.support import fine, places
from tests.integration.office.support import (
    a_team,
    book,
    bookings_of,
    check,
    count_rows,
    paste,
    rows_of,
    statuses,
    the_list,
)
from tests.support.pages import errors_on

MOST, PLACES = 200, 150
# Each person on a list is a booking of its own, with its history, its line in the log and its letter.
STATEMENTS_EACH = 15
HOSTILE = (
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "'; DROP TABLE booking; --",
    "%s %(x)s {7 * 7}",
    "\u202eeeL nnA\u202c",
    "Ann\x00Lee",
    "a@b@c.example",
    "🙂" * 60,
    "9" * 5000,
)


def test_two_hundred_people_are_booked_in_one_go_and_the_rest_wait_in_order(many):
    manager, people = a_team(*(f"Ann Person{number:03}" for number in range(MOST)))
    event = an_event(capacity=PLACES)
    many.change_budget = MOST * STATEMENTS_EACH
    many.sign_in(manager)
    paste(many, event, "\n".join(one.reference for one in people))
    check(many)
    assert "a place for 150 people" in many.follow(book(many)).text
    found = bookings_of(event)
    assert [one.status for one in found] == ["booked"] * PLACES + ["waiting"] * (MOST - PLACES)
    assert [one.person_id for one in found] == [one.id for one in people]
    assert places(event) == (PLACES, PLACES)
    fine()


def test_one_more_is_refused_and_what_was_pasted_is_kept(many):
    manager, _ = a_team("Ann Lee")
    event = an_event()
    many.sign_in(manager)
    answer = paste(many, event, "\n".join(f"Somebody Number{number}" for number in range(MOST + 1)))
    assert len(errors_on(answer.text)) == 1
    assert "Somebody Number200" in answer.text
    assert count_rows() == 0


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_name_leads_to_nobody_and_does_nothing(many, words):
    manager, (ann,) = a_team("Ann Lee")
    event = an_event()
    many.sign_in(manager)
    paste(many, event, f"{words}\nAnn Lee")
    page = many.get(f"/several/{the_list().id}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert [row.person_id for row in rows_of(the_list()) if row.person_id] == [ann.id]
    assert statuses(event) == {}


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"PK\x03\x04 broken", b"\xff\xfe" * 9, b"name\n" + b"x," * 9000],
    ids=range(5),
)
def test_a_file_that_is_none_is_refused_in_words(many, content):
    manager, _ = a_team("Ann Lee")
    event = an_event()
    many.sign_in(manager)
    url = f"/training/events/{event.id}/several/upload"
    answer = many.submit(url, file=(io.BytesIO(content), "people.csv"))
    assert answer.status_code in {200, 302}
    assert answer.status_code == 302 or errors_on(answer.text)
    assert statuses(event) == {}


class TestChampion:
    @pytest.fixture
    def school(self):
        return saved(a_school())

    @pytest.fixture
    def teacher(self, school):
        return self.at(school, "Ann", "Lee")

    def at(self, school, given, family):
        from portal.kernel.db import db
        from portal.people.models import Agency

        person = saved(a_person(given_name=given, family_name=family))
        saved(a_post(person, db.session.get_one(Agency, school.agency_id), school_id=school.id))
        return person

    def test_books_the_staff_of_their_school(self, many, school, teacher):
        event = an_event()
        many.sign_in(someone(Role.CHAMPION, school=school))
        many.submit(f"/training/events/{event.id}/several", people=[str(teacher.id)])
        check(many)
        book(many)
        assert statuses(event) == {"Ann": "booked"}
        fine()

    def test_and_nobody_elses(self, many, school, teacher):
        elsewhere = self.at(saved(a_school()), "Eve", "Far")
        event = an_event()
        many.sign_in(someone(Role.CHAMPION, school=school))
        assert "Eve Far" not in many.get(f"/training/events/{event.id}/several").text
        paste(many, event, f"{elsewhere.reference}\n{elsewhere.email}\nEve Far\nAnn Lee")
        assert [row.person_id for row in rows_of(the_list()) if row.person_id] == [teacher.id]
