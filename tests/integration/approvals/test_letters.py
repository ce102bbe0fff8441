"""One letter for all that waits for an approver (docs/training.md 4.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import OutgoingMessage, fill_links
from portal.people.domain import ContactWay
from portal.people.queries import get_person
from tests.factories import a_person, a_post, actor_of, saved, someone
from tests.integration.approvals.support import Team, an_asking_event, book, name_of, step_of
from tests.integration.bookings.support import status_of
from training.approvals import due, jobs, services
from training.approvals.domain import ApprovalRules, Decide, Way
from training.approvals.telling import Waits, is_letter_due

TEN_MINUTES = timedelta(minutes=10)
KINDS = ("approval_asked", "approval_reminder", "approval_several")


@pytest.fixture
def team():
    return Team()


def written(who) -> list[OutgoingMessage]:
    """The letters that this account's person has, oldest first."""
    db.session.expire_all()
    mine = (OutgoingMessage.person_id == who.person_id, OutgoingMessage.kind.in_(KINDS))
    return list(db.session.scalars(select(OutgoingMessage).where(*mine).order_by(OutgoingMessage.id)))


def colleague_of(team):
    person = saved(a_person())
    saved(a_post(person, team.agency, manager_id=team.manager.person_id))
    return person


def ask(team, number, **more):
    """So many bookings of different people, all for the manager to agree to."""
    event = an_asking_event(capacity=60, **more)
    return [book(event, colleague_of(team)) for _ in range(number)]


def decide(account, booking, *, agrees=True):
    with unit_of_work():
        services.decide(actor_of(account), Decide(step_of(booking), agrees=agrees, reason="So"))


def utc(day, hour=0, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "waits", "is_due"),
    [
        (utc(3, 10, 9), Waits(utc(3, 10), utc(10, 17)), False),
        (utc(3, 10, 10), Waits(utc(3, 10), utc(10, 17)), True),
        (utc(3, 16), Waits(utc(3, 11), utc(10, 17), heard_at=utc(3, 10, 10)), False),
        (utc(4, 8, 59), Waits(utc(3, 11), utc(10, 17), heard_at=utc(3, 10, 10)), False),
        (utc(4, 9), Waits(utc(3, 11), utc(10, 17), heard_at=utc(3, 10, 10)), True),
        (utc(3, 11, 10), Waits(utc(3, 11), utc(4, 17), heard_at=utc(3, 10, 10)), True),
        (utc(3, 11), Waits(utc(3, 11), utc(10, 17), reminds=True, heard_at=utc(3, 10)), True),
        (utc(29, 7, 59), Waits(utc(28, 11), utc(31, 17), heard_at=utc(28, 10)), False),
        (utc(29, 8), Waits(utc(28, 11), utc(31, 17), heard_at=utc(28, 10)), True),
    ],
)
def test_when_a_letter_is_due(now, waits, is_due):
    assert is_letter_due(now, waits, ApprovalRules()) is is_due


def test_thirty_requests_are_one_letter_with_a_link_each(client, team, at):
    bookings = ask(team, 30)
    jobs.write_letters()
    assert written(team.manager) == []
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    jobs.write_letters()
    (letter,) = written(team.manager)
    links = letter.link.split("\n")
    assert (letter.kind, len(set(links))) == ("approval_several", 30)
    assert "30 requests" in letter.subject
    assert all(name_of(one) in letter.body for one in bookings)
    filled = fill_links(letter.body, letter.link)
    assert all(filled.count(one) == 1 for one in links)
    assert "only the reader can see" not in filled


def test_each_link_is_for_the_request_it_stands_under(client, team, at):
    client.change_budget = 24
    first, second = ask(team, 2)
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    (letter,) = written(team.manager)
    lines = fill_links(letter.body, letter.link).splitlines()
    place = next(number for number, one in enumerate(lines) if name_of(second) in one)
    link = lines[place + 2].partition("/approvals")[2]
    assert name_of(second) in client.get("/approvals" + link).text
    client.submit("/approvals" + link, answer="agree")
    assert (status_of(first), status_of(second)) == ("requested", "booked")


def test_at_most_one_more_letter_a_day_and_none_is_forgotten(team, at):
    ask(team, 1)
    at(utc(3, 10, 10))
    jobs.write_letters()
    ask(team, 1)
    at(utc(3, 12))
    ask(team, 1)
    for now, letters in ((utc(3, 23), 1), (utc(4, 8, 59), 1), (utc(4, 9), 2), (utc(4, 9, 2), 2)):
        at(now)
        jobs.write_letters()
        assert len(written(team.manager)) == letters
    assert "2 requests" in written(team.manager)[1].subject
    assert due.list_waiting() == []


def test_what_was_answered_meanwhile_is_left_out(team, at):
    first, second = ask(team, 2)
    decide(team.manager, first)
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    (letter,) = written(team.manager)
    assert (letter.kind, name_of(second) in letter.body) == ("approval_asked", True)


def test_a_letter_is_closed_when_nothing_in_it_is_open(team, at):
    first, second = ask(team, 2)
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    decide(team.manager, first)
    assert written(team.manager)[0].state == "waiting"
    decide(team.manager, second, agrees=False)
    assert written(team.manager)[0].state == "closed"


def test_somebody_whose_it_is_no_longer_is_not_told(team, at):
    booking = book(an_asking_event(), team.learner)
    team.post.manager_id = team.lead.person_id
    db.session.commit()
    at(clock.now() + TEN_MINUTES)
    jobs.follow_up()
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    assert (written(team.manager), len(written(team.lead))) == ([], 1)
    assert status_of(booking) == "requested"


def test_reminders_of_one_morning_are_one_letter(team, at):
    ask(team, 3)
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    at(utc(9, 9))
    for _ in range(2):
        jobs.follow_up()
        jobs.write_letters()
    _, reminder = written(team.manager)
    assert "3 requests" in reminder.subject
    assert "These end soon" in reminder.body
    assert "These are new" not in reminder.body


def test_the_training_team_is_written_to_where_it_is_asked(team, at):
    alone, coordinator = Team(manager=False, lead=False), someone(Role.COORDINATOR)
    closed = someone(Role.COORDINATOR)
    closed.closed_at = clock.now()
    db.session.commit()
    book(an_asking_event(), alone.learner)
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    (letter,) = written(coordinator)
    assert (letter.link, "/approvals/link/" in letter.body) == ("", False)
    assert "To answer, sign in" in letter.body
    assert "somebody else may open it" not in letter.body
    assert written(closed) == []


def test_a_coordinator_is_not_written_to_about_themselves(at):
    own, other = someone(Role.COORDINATOR), someone(Role.COORDINATOR)
    book(an_asking_event(Way.NONE, second=True), get_person(own.person_id))
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    assert (written(own), len(written(other))) == ([], 1)


def test_a_letter_on_paper_says_how_to_answer(team, at, chosen_phone):
    person = get_person(team.manager.person_id)
    person.address, person.contact_by = "1 High Street, York", ContactWay.POST
    db.session.commit()
    ask(team, 2)
    at(clock.now() + TEN_MINUTES)
    jobs.write_letters()
    (letter,) = written(team.manager)
    assert (letter.channel.value, letter.link) == ("post", "")
    assert "There are no links in this letter, because somebody else may open it" in letter.body
    assert "/approvals/several" in letter.body
    assert f"ring the training team: {chosen_phone}" in letter.body


@pytest.fixture
def chosen_phone(monkeypatch):
    from portal.kernel.chosen import Chosen, Contacts
    from training.approvals import letters

    phone = "01632 960 100"
    monkeypatch.setattr(letters, "chosen", lambda: Chosen(contacts=Contacts(help_phone=phone)))
    return phone
