"""Courses, written by those who run training."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_course, saved, someone
from tests.support.pages import errors_on, parse
from training.catalogue.models import Course

NEW = "/training/courses/add"
ANSWERS = {"title": "Neglect", "summary": "What it is", "level": "core", "format": "virtual", "minutes": "90"}


@pytest.fixture
def lead(client):
    client.sign_in(someone(Role.TRAINING_LEAD))


def course_called(title):
    return db.session.scalar(select(Course).where(Course.title == title))


def test_a_new_course_stands_in_the_catalogue(client, lead):
    client.submit(NEW, **ANSWERS, outcomes="See it\nSay it", principles=["GH1", "GH3"], valid_for_months="36")
    course = course_called("Neglect")
    assert (course.version, course.minutes, course.valid_for_months) == (1, 90, 36)
    assert course.principles == ["GH1", "GH3"]
    assert course.requires_evaluation
    assert "Neglect" in client.get("/training?words=negl").text


def test_every_missing_answer_is_named_and_the_rest_kept(client, lead):
    answer = client.submit(NEW, aims="To see it", minutes="-1")
    assert errors_on(answer.text) == [
        "Enter the title",
        "Enter a summary",
        "Select a level",
        "Select how it is taught",
        "Length must be 1 or more",
    ]
    assert "To see it" in answer.text


def test_a_title_is_used_once(client, lead):
    saved(a_course(title="Neglect"))
    answer = client.submit(NEW, **ANSWERS | {"title": "NEGLECT"})
    assert errors_on(answer.text) == ["There is already a course with this title"]


def test_a_change_of_what_is_taught_is_a_new_version(client, lead):
    course = saved(a_course(title="Neglect"))
    url = f"/training/courses/{course.id}/edit"
    client.submit(url, audience="Everybody")
    assert course_called("Neglect").version == 1
    client.submit(url, outcomes="See it")
    assert course_called("Neglect").version == 2


def test_the_form_shows_the_course_as_it_is(client, lead):
    course = saved(a_course(title="Neglect", principles=["GH3"], is_listed=False))
    page = parse(client.get(f"/training/courses/{course.id}/edit").text)
    assert page.select_one("#title")["value"] == "Neglect"
    assert [box["value"] for box in page.select("[name=principles][checked]")] == ["GH3"]
    assert not page.select("[name=is_listed][checked]")


def test_the_list_of_courses_shows_those_that_are_not_listed_too(client, lead):
    saved(a_course(title="Neglect", is_listed=False))
    page = client.get("/training/courses").text
    assert "Neglect" in page
    assert "Not listed" in page


@pytest.mark.parametrize("url", [NEW, "/training/courses", "/training/courses/1/edit"])
def test_others_may_not(client, url):
    client.sign_in(someone(Role.TRAINER))
    assert client.get(url).status_code == 403


def test_a_missing_course_is_not_found(client, lead):
    assert client.get("/training/courses/999999/edit").status_code == 404
    assert client.get("/training/courses/999999/events/add").status_code == 404
