"""What is required is told once a week, in the letters that people get anyway, and each thing once."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.domain import RoleGroup
from portal.people.models import Person
from tests.factories import a_course, a_person, a_post, an_agency, saved
from tests.integration.digests.test_digests import MONDAY, a_certificate_until, a_learner, a_place, digests
from tests.integration.managers.cast import a_manager, written
from tests.integration.requirements.cast import a_requirement, a_standing
from training.catalogue.models import Course
from training.digests.domain import DigestWay
from training.managers import jobs
from training.managers.domain import ManagerWay
from training.managers.models import ManagerWord
from training.requirements.domain import State

TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def monday(at):
    at(MONDAY)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def required_of(person, state=State.RENEW, *, since=-3, due=100, **given):
    """How it is written down that this person stands."""
    needed = a_requirement(starts_on=day(-1), role_groups=(RoleGroup.POLICING,), **given)
    a_standing(person, needed, state=state, state_since=day(since), due_on=day(due))
    return needed


TOLD = {
    "the window opened": ({"state": State.RENEW}, "to renew by 17 June 2026"),
    "it began to be asked": ({"state": State.DUE}, "due by 17 June 2026"),
    "it ran out": ({"state": State.EXPIRED, "due": -2}, "ran out on 7 March 2026"),
    "it was missed": ({"state": State.OVERDUE, "due": -2}, "overdue since 7 March 2026"),
    "a refresher is enough": ({"state": State.REACTIVATABLE, "due": -2}, "for a refresher, ran out on"),
}
CALLED = {
    "the last call": ({"state": State.RENEW, "since": -60, "due": 28}, "to renew by 6 April 2026"),
    "the last call of newcomers": ({"state": State.DUE, "since": -60, "due": 23}, "due by 1 April 2026"),
}
UNTOLD = {
    "the window opened long ago": {"state": State.RENEW, "since": -8},
    "the window opens today, which is next week's": {"state": State.RENEW, "since": 0},
    "all is well": {"state": State.CURRENT},
    "they are let off": {"state": State.EXEMPT},
    "the last call is to come": {"state": State.RENEW, "since": -60, "due": 30},
    "the last call was before": {"state": State.RENEW, "since": -60, "due": 22},
    "it has been missed for long": {"state": State.OVERDUE, "since": -60, "due": -60},
}


@pytest.mark.parametrize(("given", "line"), TOLD.values(), ids=TOLD)
def test_people_are_told(given, line):
    needed = required_of(a_learner(), **given)
    (body,) = digests()
    assert f"required of you:\n- {needed.name}: {line}" in body
    assert "/my-requirements" in body


@pytest.mark.parametrize(("given", "line"), CALLED.values(), ids=CALLED)
def test_the_last_call_says_that_it_is(given, line):
    needed = required_of(a_learner(), **given)
    (body,) = digests()
    assert f"required of you:\n- last call, {needed.name}: {line}" in body


def test_the_last_call_is_new_to_whoever_hears_daily(at):
    """It says of the same training the same day as the line that came when it began to be asked."""
    at(MONDAY - timedelta(days=6))
    required_of(a_learner(DigestWay.DAILY), since=-7, due=25)
    bodies = digests()
    for ahead in (1, 2, 3):
        at(MONDAY - timedelta(days=6 - ahead))
        bodies = digests()
    assert [one.count("last call") for one in bodies] == [0, 1]


@pytest.mark.parametrize("given", UNTOLD.values(), ids=UNTOLD)
def test_nothing_is_said_of_what_is_no_news(given):
    required_of(a_learner(), **given)
    assert digests() == []


@pytest.mark.parametrize("by_refresher", [False, True])
def test_one_day_is_not_told_twice(by_refresher):
    person = a_learner()
    certificate = a_certificate_until(person, 20)
    course = db.session.get_one(Course, certificate.course_id)
    if by_refresher:
        course = saved(a_course(refresher_id=course.id, valid_for_months=12))
    required_of(person, course=course, due=20)
    (body,) = digests()
    assert "run out soon" not in body
    assert body.count("29 March 2026") == 1


def test_a_certificate_that_is_required_of_others_alone_is_told_as_ever():
    person = a_learner()
    certificate = a_certificate_until(person, 20)
    required_of(a_learner(email=None), course=db.session.get_one(Course, certificate.course_id))
    (body,) = digests()
    assert "run out soon" in body


@pytest.mark.parametrize("state", [State.CURRENT, State.EXEMPT, State.EXTENDED, State.NOT_REQUIRED])
def test_a_certificate_is_told_while_nothing_is_asked(state):
    person = a_learner()
    certificate = a_certificate_until(person, 20)
    required_of(person, state, course=db.session.get_one(Course, certificate.course_id))
    (body,) = digests()
    assert "run out soon" in body


def never() -> Person:
    """Somebody who wants no digests, has something required of them, and much else to be told."""
    person = a_learner(DigestWay.NONE)
    a_place(person)
    a_certificate_until(person, 20)
    return person


def test_whoever_wants_none_hears_of_what_is_required_alone():
    needed = required_of(never())
    (body,) = digests()
    assert f"required of you:\n- {needed.name}: to renew by" in body
    assert [line for line in body.splitlines() if line.startswith("- ")] == [
        line for line in body.splitlines() if needed.name in line
    ]


def test_and_once_a_week(at):
    person = never()
    at(MONDAY + timedelta(days=1))
    required_of(person)
    assert digests() == []


def managed() -> tuple[Person, Person]:
    agency = saved(an_agency())
    manager, person = a_manager(agency), saved(a_person())
    saved(a_post(person, agency, manager_id=manager.id))
    return manager, person


def test_managers_read_it_in_their_digest_once():
    manager, person = managed()
    needed = required_of(person, State.OVERDUE, due=-2)
    for _ in range(2):
        jobs.send_digests()
    (letter,) = written()
    assert letter.recipient == manager.email
    assert f"to see to:\n- {person.name}: {needed.name}, overdue since 7 March 2026" in letter.body


CHOSEN = {
    "the day before": (date(2026, 3, 4), 1),
    "that day": (date(2026, 3, 5), 1),
    "the day after": (date(2026, 3, 6), 0),
}


@pytest.mark.parametrize(("chosen", "count"), CHOSEN.values(), ids=CHOSEN)
@pytest.mark.parametrize("given", [{"since": -4}, {"since": -60, "due": 26}], ids=["turned", "last call"])
def test_what_happened_before_the_agency_chose_is_not_told(chosen, count, given):
    """Both happened on 5 March."""
    _, person = managed()
    at = clock.at_london(chosen, time.min)
    saved(ManagerWord(agency_id=agency_of(person), way=ManagerWay.DIGEST, chosen_at=at))
    required_of(person, **given)
    jobs.send_digests()
    assert len(written()) == count


def agency_of(person: Person) -> int:
    db.session.refresh(person, ["posts"])
    return person.posts[0].agency_id


def test_managers_do_not_read_of_what_is_no_news():
    _, person = managed()
    required_of(person, State.OVERDUE, since=-30, due=-30)
    jobs.send_digests()
    assert written() == []


def test_one_letter_to_each_person_and_each_manager():
    manager, person = managed()
    for _ in range(3):
        required_of(person)
    jobs.send_digests()
    assert len(digests()) == len(written()) == 1
    assert {written()[0].recipient, manager.email} == {manager.email}
