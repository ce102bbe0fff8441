"""What happens to requests by themselves: an end, one reminder, another approver (docs/training.md 4.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound
from tests.factories import actor_of, an_event
from tests.integration.approvals.support import (
    Team,
    a_policy,
    an_asking_event,
    book,
    kinds_of,
    letters_to,
    request_of,
    step_of,
)
from tests.integration.bookings.support import letters_about, places, status_of
from training.approvals import checks, jobs, services
from training.approvals.domain import ApprovalRules, Decide, NameDeputy, Way, remind_at, runs_out
from training.bookings import services as bookings
from training.bookings.domain import ChangeNeeds
from training.catalogue.models import Course


def utc(day, hour=0, month=3):
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def team():
    return Team()


def test_working_days_alone_count_and_the_cut_off_comes_first():
    rules = ApprovalRules()
    friday = utc(6, 10)
    assert runs_out(friday, None, utc(30), rules) == utc(13, 17)
    assert runs_out(friday, utc(9, 12), utc(30), rules) == utc(9, 12)
    assert runs_out(friday, utc(5), utc(12, 9), rules) == utc(12, 9)
    thursday_before_easter = utc(2, 10, month=4)
    assert runs_out(thursday_before_easter, None, None, rules).day == 13


def test_the_reminder_comes_the_morning_before_the_last_day():
    rules = ApprovalRules()
    assert remind_at(utc(6, 10), utc(13, 17), rules) == utc(12, 9)
    assert remind_at(utc(6, 10), utc(7), rules) is None


def test_nobody_answers_and_the_request_ends(team, at):
    event = an_asking_event()
    booking = book(event, team.learner)
    at(utc(10, 16))
    jobs.end_unanswered()
    assert status_of(booking) == "requested"
    at(utc(10, 17))
    jobs.end_unanswered()
    jobs.end_unanswered()
    assert status_of(booking) == "expired_request"
    assert letters_about(booking) == ["requested", "expired_request"]
    again = book(event, team.learner)
    assert status_of(again) == "requested"
    assert list(checks.find_out_of_step()) == []


def test_one_reminder_with_a_link_of_its_own(team, at):
    booking = book(an_asking_event(), team.learner)
    at(utc(9, 9))
    for _ in range(2):
        jobs.follow_up()
    assert len(letters_to(team.manager, "approval_reminder")) == 1
    assert "/approvals/link/" in letters_to(team.manager, "approval_reminder")[0].link
    assert request_of(booking).reminded_at == utc(9, 9)


def test_a_new_manager_is_written_to(team):
    booking = book(an_asking_event(), team.learner)
    team.post.manager_id = team.lead.person_id
    db.session.commit()
    jobs.follow_up()
    jobs.follow_up()
    assert len(letters_to(team.lead)) == 1
    assert kinds_of(booking) == ["manager"]


def test_whoever_is_gone_is_replaced(team):
    booking = book(an_asking_event(Way.BOTH), team.learner)
    team.manager.closed_at = clock.now()
    db.session.commit()
    jobs.follow_up()
    assert kinds_of(booking) == ["agency", "agency"]
    team.lead.closed_at = clock.now()
    db.session.commit()
    jobs.follow_up()
    assert kinds_of(booking) == ["coordinator", "agency"]


def test_a_deputy_decides_for_the_manager_in_their_days(team, at):
    deputy = team.colleague("Dee", "Deputy")
    with unit_of_work():
        services.name_deputy(actor_of(team.manager), deputy_from(deputy, utc(4), utc(5)))
    booking = book(an_asking_event(), team.learner)
    with pytest.raises(NotFound):
        agree(deputy, booking)
    at(utc(6, 9))
    with pytest.raises(NotFound):
        agree(deputy, booking)
    at(utc(5, 9))
    assert agree(deputy, booking).capacity == "deputy"
    assert status_of(booking) == "booked"


def test_a_deputy_is_written_to_when_their_days_come(team, at):
    deputy = team.colleague("Dee", "Deputy")
    with unit_of_work():
        services.name_deputy(actor_of(team.manager), deputy_from(deputy, utc(4), utc(5)))
    book(an_asking_event(), team.learner)
    assert letters_to(deputy) == []
    at(utc(4, 9))
    jobs.follow_up()
    assert len(letters_to(deputy)) == 1


def deputy_from(account, starts, ends):
    return NameDeputy(account.email, starts.date(), ends.date())


def agree(account, booking):
    with unit_of_work():
        return services.decide(actor_of(account), Decide(step_of(booking), agrees=True))


def test_a_place_is_kept_while_it_is_asked_about_again(team, at):
    event = an_event(capacity=1)
    booking = book(event, team.learner)
    db.session.get(Course, event.course_id).asks_again = True
    db.session.commit()
    a_policy(agency=team.agency)
    with unit_of_work():
        bookings.change_needs(actor_of(team.account), ChangeNeeds(booking.id, "A hearing loop"))
    assert (status_of(booking), places(event)[0]) == ("requested", 1)
    at(utc(11))
    jobs.end_unanswered()
    assert (status_of(booking), places(event)[0]) == ("expired_request", 0)


def test_a_request_ends_with_its_event(team, at):
    booking = book(an_asking_event(starts_at=clock.now() + timedelta(days=1)), team.learner)
    at(clock.now() + timedelta(days=1))
    jobs.end_unanswered()
    assert status_of(booking) == "expired_request"
