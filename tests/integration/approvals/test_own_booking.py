"""Whoever books somebody and is the one to decide has thereby agreed (docs/training.md 4.3)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role, RoleScope
from portal.kernel.activity import Activity
from portal.kernel.db import db, unit_of_work
from tests.factories import a_booking, a_person, a_post, actor_of, an_event, saved, someone
from tests.integration.approvals.support import (
    Team,
    a_policy,
    an_asking_event,
    decisions,
    kinds_of,
    letters_to,
    request_of,
)
from tests.integration.bookings.support import history_of, letters_about, places, status_of
from training.approvals import checks, services
from training.approvals.domain import BY_BOOKING, NameDeputy, Way
from training.bookings import services as bookings
from training.bookings.domain import Book, EventFull, Substitute


@pytest.fixture
def team():
    return Team()


def book_for(account, event, person_id, *roles, **more):
    with unit_of_work():
        return bookings.book(actor_of(account, *roles), Book(event.id, person_id, **more))


def by_manager(team, event, **more):
    return book_for(team.manager, event, team.learner.id, Role.LINE_MANAGER, **more)


def by_lead(team, event, person_id):
    return book_for(team.lead, event, person_id, RoleScope(Role.AGENCY_LEAD, agency_id=team.agency.id))


def answered() -> list[tuple[int, str, str]]:
    return [(one.decided_by_id, one.capacity.value, one.reason) for one in decisions()]


def clean() -> bool:
    return not [*checks.find_out_of_step(), *checks.find_skipped_steps()]


def test_the_manager_who_books_has_agreed(team):
    booking = by_manager(team, an_asking_event())
    assert (history_of(booking), letters_about(booking)) == (["booked"], ["booked"])
    assert answered() == [(team.manager.person_id, "manager", BY_BOOKING)]
    request = request_of(booking)
    assert (request.current, request.ended_as, request.remind_at) == (1, "booked", None)
    assert letters_to(team.manager) == []
    assert booking.approved_at == clock.now()
    assert clean()


def test_it_stands_in_the_log(team):
    booking = by_manager(team, an_asking_event())
    found = db.session.scalars(select(Activity).where(Activity.verb == "agree_to_booking")).one()
    assert (found.actor_id, found.subject_id) == (team.manager.person_id, booking.id)


def test_a_later_step_of_somebody_else_still_waits(team):
    booking = by_manager(team, an_asking_event(Way.BOTH))
    assert status_of(booking) == "requested"
    assert answered() == [(team.manager.person_id, "manager", BY_BOOKING)]
    assert request_of(booking).current == 2
    assert (letters_to(team.manager), len(letters_to(team.lead))) == ([], 1)
    assert clean()


def test_a_step_behind_somebody_elses_is_not_agreed_to(team):
    booking = by_lead(team, an_asking_event(Way.BOTH), team.learner.id)
    assert (status_of(booking), answered()) == ("requested", [])
    assert kinds_of(booking) == ["manager", "agency"]


def test_nobody_agrees_to_what_they_book_for_themselves(team):
    a_policy(Way.AGENCY, agency=team.agency)
    booking = by_lead(team, an_event(), team.lead.person_id)
    assert (status_of(booking), answered()) == ("requested", [])
    assert kinds_of(booking) == ["coordinator"]


def test_a_coordinator_does_not_agree_to_their_own_either():
    own = someone(Role.COORDINATOR)
    booking = book_for(own, an_asking_event(Way.NONE, second=True), own.person_id, Role.COORDINATOR)
    assert (status_of(booking), answered()) == ("requested", [])


def test_what_somebody_books_for_themselves_goes_to_their_deputy(team):
    deputy = team.colleague("Dee", "Deputy")
    with unit_of_work():
        days = (clock.today(), date(2026, 3, 20))
        services.name_deputy(actor_of(team.lead), NameDeputy(deputy.email, *days))
    another = team.colleague("Lou", "Lead", Role.AGENCY_LEAD)
    booking = by_lead(team, an_asking_event(Way.AGENCY), team.lead.person_id)
    assert (status_of(booking), answered()) == ("requested", [])
    assert (len(letters_to(another)), letters_to(team.lead)) == (1, [])


def test_a_deputy_who_may_book_agrees_as_one(team):
    with unit_of_work():
        days = (clock.today(), date(2026, 3, 20))
        services.name_deputy(actor_of(team.manager), NameDeputy(team.lead.email, *days))
    booking = by_lead(team, an_asking_event(), team.learner.id)
    assert (status_of(booking), answered()[0][1]) == ("booked", "deputy")


def test_a_coordinator_who_books_has_agreed_for_the_training_team(team):
    coordinator = someone(Role.COORDINATOR)
    event = an_asking_event(Way.NONE, second=True)
    booking = book_for(coordinator, event, team.learner.id, Role.COORDINATOR)
    assert (status_of(booking), answered()[0][1]) == ("booked", "team")


def test_a_full_event_is_said_at_once_and_the_turn_is_an_approved_one(team):
    event = an_asking_event(capacity=1)
    a_booking(event)
    with pytest.raises(EventFull):
        by_manager(team, event)
    booking = by_manager(team, event, join_waiting=True)
    assert (status_of(booking), places(event), booking.approved_at) == ("waiting", (1, 1), clock.now())
    assert request_of(booking).ended_as == "waiting"
    assert clean()


def test_without_a_date_there_is_nothing_to_agree_to_yet(team):
    booking = by_manager(team, an_asking_event(sittings=0))
    assert (status_of(booking), answered(), booking.approved_at) == ("waiting", [], None)


def test_a_substitute_whom_the_manager_names_needs_no_other_answer(team):
    colleague = saved(a_person())
    saved(a_post(colleague, team.agency, manager_id=team.manager.person_id))
    booking = by_manager(team, an_asking_event())
    with unit_of_work():
        command = Substitute(booking.id, colleague.email)
        new = bookings.substitute(actor_of(team.manager, Role.LINE_MANAGER), command)
    assert (status_of(new), len(answered())) == ("booked", 2)
    assert clean()
