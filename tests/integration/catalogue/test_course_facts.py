"""What a course says beyond its words: who it is for, what it needs, what it teaches, how it is renewed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_course, an_event, saved, someone
from tests.support.pages import errors_on, parse, words_of
from training.catalogue.domain import CourseFormat, EventState
from training.catalogue.models import Course, CoursePrerequisite
from training.catalogue.queries import get_needed


@pytest.fixture
def lead(client):
    client.sign_in(someone(Role.TRAINING_LEAD))


def edit(client, course, **answers):
    return client.submit(f"/training/courses/{course.id}/edit", **answers)


def post(client, course, act):
    """Press the button of that address on the page of the course."""
    return client.submit(f"/training/courses/{course.id}/edit", form=f"form[action$='/{act}']")


def fresh(course) -> Course:
    db.session.expire_all()
    return db.session.get_one(Course, course.id)


def test_who_it_is_for_and_what_an_audit_looks_at_are_shown_in_words(client, lead):
    course = saved(a_course())
    edit(client, course, role_groups=["teaching", "youth_work"], audit_items=["D4"])
    assert (fresh(course).role_groups, course.audit_items) == (["teaching", "youth_work"], ["D4"])
    client.sign_out()
    page = client.get(f"/training/courses/{course.id}").text
    assert "Teaching and Youth work" in page
    assert "D4 Risk seen and acted on" in page


def test_what_is_needed_first_is_kept_and_shown(client, lead):
    first, second = saved(a_course(title="First steps")), saved(a_course())
    edit(client, second, prerequisite_ids=[first.id])
    assert get_needed(second.id) == {first.id}
    assert "First steps" in client.get(f"/training/courses/{second.id}").text
    edit(client, second, prerequisite_ids=[])
    assert get_needed(second.id) == frozenset()


def test_what_is_needed_although_it_is_retired_is_not_lost_by_saving(client, lead):
    first = saved(a_course(is_listed=False, retired_on=clock.today()))
    second = saved(a_course(valid_for_months=12, refresher_id=first.id))
    saved(CoursePrerequisite(course_id=second.id, needed_id=first.id))
    edit(client, second, aims="Other words")
    assert (get_needed(second.id), fresh(second).refresher_id) == ({first.id}, first.id)


def test_no_course_can_come_to_need_itself(client, lead):
    one, two, three = (saved(a_course(title=title)) for title in ("One", "Two", "Three"))
    saved(CoursePrerequisite(course_id=two.id, needed_id=three.id))
    saved(CoursePrerequisite(course_id=three.id, needed_id=one.id))
    answer = edit(client, one, prerequisite_ids=[two.id])
    assert errors_on(answer.text) == [
        "“Two” itself needs this course first, so nobody could take either",
    ]
    assert get_needed(one.id) == frozenset()


def test_renewal_is_said_in_a_sentence(client, lead):
    short, course = saved(a_course(title="Short one")), saved(a_course())
    edit(client, course, valid_for_months="36", renew_within_months="6", refresher_id=short.id)
    page = words_of(parse(client.get(f"/training/courses/{course.id}").text).select_one("main"))
    assert "Stays current for 36 months. It can be renewed in the last 6 months, by taking Short one." in page


def test_rules_of_its_own_about_bookings(client, lead):
    course = saved(a_course())
    edit(client, course, most_live_bookings="1", asks_again=True)
    assert (fresh(course).most_live_bookings, course.asks_again, course.version) == (1, True, 1)
    edit(client, course, most_live_bookings="", asks_again=False)
    assert (fresh(course).most_live_bookings, course.asks_again) == (None, False)
    entries = db.session.scalars(select(Activity).where(Activity.verb == "save_course").order_by(Activity.id))
    assert [one.details["after"]["most_live_bookings"] for one in entries] == [1, None]


@pytest.mark.parametrize("answer", ["0", "51", "-1", "many", "1.5", "9" * 40])
def test_a_number_of_bookings_that_cannot_be_is_refused_and_kept(client, lead, answer):
    course = saved(a_course())
    page = edit(client, course, most_live_bookings=answer)
    assert len(errors_on(page.text)) == 1
    assert f'value="{answer}"' in page.text
    assert fresh(course).most_live_bookings is None


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"format": "e_learning"}, "Enter the link where the e-learning is taken"),
        ({"e_learning_link": "javascript:alert(1)"}, "Link must start with https:// or http://"),
        (
            {"renew_within_months": "3"},
            "Say for how many months a certificate stays current, or leave renewal empty",
        ),
        (
            {"valid_for_months": "12", "renew_within_months": "12"},
            "Renewal must begin after the certificate is given",
        ),
    ],
)
def test_what_does_not_go_together_is_refused_and_kept(client, lead, answers, words):
    course = saved(a_course())
    answer = edit(client, course, aims="Kept", **answers)
    assert errors_on(answer.text) == [words]
    assert "Kept" in answer.text
    assert fresh(course).aims == ""


def test_the_link_of_an_e_learning_course_is_on_its_page(client, lead):
    course = saved(a_course())
    edit(client, course, format="e_learning", e_learning_link="https://learn.example/a")
    link = parse(client.get(f"/training/courses/{course.id}").text).select_one("[href^='https://learn']")
    assert words_of(link) == "Go to the e-learning"


def test_a_copy_says_the_same_and_is_not_listed(client, lead):
    needed = saved(a_course())
    course = saved(a_course(title="Neglect", aims="See it", format=CourseFormat.VIRTUAL, version=4))
    saved(CoursePrerequisite(course_id=course.id, needed_id=needed.id))
    for title in ("Copy of Neglect", "Copy 2 of Neglect"):
        post(client, course, "copy")
        copy = db.session.scalars(select(Course).where(Course.title == title)).one()
        assert (copy.aims, copy.format, copy.version, copy.is_listed) == ("See it", "virtual", 1, False)
        assert get_needed(copy.id) == {needed.id}


def test_a_retired_course_leaves_the_catalogue_and_gets_no_new_event(client, lead):
    course = saved(a_course(title="Neglect"))
    post(client, course, "retire")
    assert (fresh(course).retired_on, course.is_listed) == (clock.today(), False)
    assert "Retired" in client.get("/training/courses").text
    answer = client.submit(f"/training/courses/{course.id}/events/add", capacity="5")
    assert errors_on(answer.text) == [
        "This course is no longer taught. Take it up again before you add an event"
    ]
    client.sign_out()
    assert client.get(f"/training/courses/{course.id}").status_code == 404


@pytest.mark.parametrize("given", [{}, {"sittings": 0}, {"state": EventState.PLANNED}])
def test_a_course_with_an_event_to_come_is_not_retired(client, lead, given):
    course = saved(a_course())
    an_event(course, **given)
    answer = post(client, course, "retire")
    assert answer.status_code == 409
    assert "1 event of this course is still to come" in answer.text
    assert fresh(course).retired_on is None


def test_it_can_be_taken_off_the_list_and_put_back_each_time_logged(client, lead):
    course = saved(a_course())
    for act, listed in (("unlist", False), ("retire", False), ("relist", True)):
        post(client, course, act)
        assert fresh(course).is_listed is listed
    assert course.retired_on is None
    verbs = select(Activity.verb).where(Activity.subject_kind == "course").order_by(Activity.id)
    assert db.session.scalars(verbs).all() == ["unlist_course", "retire_course", "relist_course"]
