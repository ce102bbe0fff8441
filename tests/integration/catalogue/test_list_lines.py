"""Courses and the lines of the strategy: tagged, read by line, and followed when a line is reworded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.partnership import services
from portal.partnership.domain import Save
from portal.partnership.models import ChosenPart
from tests.factories import a_course, actor_of, an_event, saved, someone
from tests.factories_partnership import a_part, see_changes
from tests.support.pages import parse, words_of
from training.catalogue.models import Course

START, HELP = "Give children the best start in life", "The right help at the right time"


@pytest.fixture(autouse=True)
def strategy():
    a_part("lines", names=[START, HELP])


@pytest.fixture
def admin():
    return actor_of(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)


def lines_of(course: Course) -> list[str]:
    return db.session.scalar(select(Course.lines).where(Course.id == course.id))


def reworded(admin, *names: str) -> None:
    services.save_lines(admin, Save("lines", {"names": list(names)}, 1))
    db.session.commit()


def test_a_course_is_tagged_and_says_so(client):
    course = saved(a_course(title="Neglect"))
    client.sign_in(someone(Role.TRAINING_LEAD))
    client.submit(f"/training/courses/{course.id}/edit", lines=[HELP])
    assert lines_of(course) == [HELP]
    client.sign_out()
    text = client.get(f"/training/courses/{course.id}").text
    assert HELP in text
    assert START not in text


def test_without_a_strategy_nobody_is_asked(client):
    db.session.execute(delete(ChosenPart))
    see_changes()
    client.sign_in(someone(Role.TRAINING_LEAD))
    assert "Lines of the strategy" not in client.get("/training/courses/add").text
    assert "have not been written down yet" in client.get("/training/strategy").text


def test_each_line_has_its_courses_and_their_dates(client):
    a_part("boards", names=["Early Help Partnership"])
    course = saved(a_course(title="Neglect", lines=[HELP]))
    saved(a_course(title="Hidden", lines=[HELP], is_listed=False))
    for days in (-9, 9, 20):
        an_event(course, starts_at=clock.now() + timedelta(days=days))
    client.sign_in(someone(Role.BOARD_READER))
    page = words_of(parse(client.get("/training/strategy").text).select_one("main"))
    assert "Reports go to Early Help Partnership." in page
    assert f"{START} No course serves it yet." in page
    assert f"{HELP} 1 course, 2 dates to come Neglect: 2 dates" in page
    assert "Hidden" not in page


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/training/strategy").location.startswith("/sign-in")


def test_a_line_that_is_reworded_keeps_its_courses(admin):
    course, other = (saved(a_course(lines=lines)) for lines in ([START, HELP], []))
    reworded(admin, "The best start for every child", HELP)
    assert lines_of(course) == ["The best start for every child", HELP]
    assert lines_of(other) == []


def test_one_that_only_moved_does_too(admin):
    course = saved(a_course(lines=[START]))
    reworded(admin, HELP, START)
    assert lines_of(course) == [START]


def test_one_that_is_gone_is_shown_nowhere(client, admin):
    course = saved(a_course(lines=[START]))
    reworded(admin, HELP)
    assert START not in client.get(f"/training/courses/{course.id}").text


def test_others_may_not_reword():
    course = saved(a_course(lines=[START]))
    coordinator = actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)
    with pytest.raises(Forbidden):
        reworded(coordinator, "Mine", HELP)
    db.session.rollback()
    assert lines_of(course) == [START]
