"""One digest a week for each manager: about their own people, and only when something happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel import outbox
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_course, an_agency, an_event, saved, someone
from tests.integration.certificates.cast import a_certificate
from tests.integration.managers.cast import (
    LAST_WEEK,
    MONDAY,
    a_manager,
    a_member,
    a_team,
    news_of,
    readers,
    written,
)
from training.bookings.domain import BookingStatus
from training.managers import jobs
from training.managers.domain import ManagerWay, Week

S = BookingStatus


@pytest.fixture(autouse=True)
def monday(at):
    at(MONDAY)


def test_says_what_happened_last_week():
    agency, manager, member = a_team()
    news_of(
        member,
        agency,
        event=an_event(saved(a_course(title="Neglect")), starts_at=MONDAY + timedelta(days=30)),
    )
    jobs.send_digests()
    (digest,) = written()
    assert digest.recipient == manager.email
    assert digest.subject == "Training of your people, 2 March 2026 to 8 March 2026"
    assert f"Have a place:\n- {member.name}: Neglect, 8 April 2026 at 9am" in digest.body
    assert "Did not attend" not in digest.body


@pytest.mark.parametrize(
    ("statuses", "given", "heading"),
    [
        ([S.REQUESTED], {}, "Waiting for approval"),
        ([S.REQUESTED, S.BOOKED], {}, "Have a place"),
        ([S.BOOKED, S.NO_SHOW], {}, "Did not attend"),
        ([S.BOOKED, S.WITHDRAWN], {"is_late_cancel": True}, "Withdrew late"),
        ([S.BOOKED, S.WITHDRAWN], {}, ""),
        ([S.BOOKED, S.WITHDRAWN], {"is_late_cancel": True, "late_waived_reason": "Ill"}, ""),
        ([S.WAITING], {}, ""),
        ([S.BOOKED, S.ATTENDED], {}, ""),
    ],
)
def test_of_each_booking_says_the_last_step_or_nothing(statuses, given, heading):
    agency, _, member = a_team()
    news_of(member, agency, *statuses, **given)
    jobs.send_digests()
    said = [line for one in written() for line in one.body.splitlines() if line.endswith(":")]
    assert said == ([f"{heading}:"] if heading else [])


def test_says_who_has_a_certificate(at):
    _, _, member = a_team()
    at(LAST_WEEK)
    a_certificate(member)
    at(MONDAY)
    jobs.send_digests()
    assert "Have a certificate:\n- " in written()[0].body


def test_written_twice_it_is_one():
    agency, _, member = a_team()
    news_of(member, agency)
    for _ in range(3):
        jobs.send_digests()
    assert len(written()) == 1


def test_a_new_address_between_brings_no_second():
    agency, manager, member = a_team()
    news_of(member, agency)
    jobs.send_digests()
    manager.email = "another@example.org"
    db.session.commit()
    jobs.send_digests()
    assert len(written()) == 1


def test_the_outbox_itself_refuses_a_second():
    message = outbox.Message(
        recipient="a@b.example", kind="manager_digest", about="digest:1:x", subject="", body=""
    )
    other = outbox.Message(
        recipient="c@d.example", kind="manager_digest", about="digest:1:x", subject="", body=""
    )
    assert outbox.queue_all([message, other]) == 1


def test_killed_half_way_the_rest_is_written_by_the_next_run(monkeypatch):
    agency = saved(an_agency())
    managers = [a_manager(agency) for _ in range(3)]
    for manager in managers:
        news_of(a_member(manager, agency), agency)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "BATCH", 1)
        patch.setattr(jobs.services, "write_digests", killed_at_the_second(jobs.services.write_digests))
        with pytest.raises(KeyboardInterrupt):
            jobs.send_digests()
    assert readers() == [managers[0].email]
    jobs.send_digests()
    assert readers() == [one.email for one in managers]


def killed_at_the_second(write):
    calls = []

    def write_or_die(week, news):
        calls.append(news)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return write(week, news)

    return write_or_die


def test_with_nothing_to_say_nothing_is_written():
    agency, _, member = a_team()
    news_of(member, agency, at=LAST_WEEK - timedelta(days=7))
    news_of(member, agency, at=MONDAY - timedelta(hours=1))
    jobs.send_digests()
    assert written() == []


def test_a_manager_who_left_hears_nothing():
    agency, manager, member = a_team()
    news_of(member, agency)
    end_posts(manager)
    jobs.send_digests()
    assert written() == []


def test_somebody_who_left_is_nobodys_news():
    agency, _, member = a_team()
    news_of(member, agency)
    end_posts(member)
    jobs.send_digests()
    assert written() == []


def end_posts(person):
    db.session.refresh(person, ["posts"])
    for post in person.posts:
        post.ended_on = date(2026, 3, 6)
    db.session.commit()


def test_of_two_managers_in_one_agency_both_hear():
    agency, manager, member = a_team()
    other = a_manager(agency)
    a_member(other, agency, member)
    news_of(member, agency)
    jobs.send_digests()
    assert sorted(readers()) == sorted([manager.email, other.email])


def test_two_posts_under_one_manager_are_one_line():
    agency, manager, member = a_team()
    a_member(manager, agency, member)
    news_of(member, agency)
    jobs.send_digests()
    assert written()[0].body.count(member.name) == 1


def test_of_managers_in_two_agencies_only_where_the_booking_was_made():
    agency, manager, member = a_team()
    elsewhere, other, _ = a_team()
    a_member(other, elsewhere, member)
    news_of(member, agency)
    jobs.send_digests()
    assert readers() == [manager.email]


def test_a_manager_without_an_address_is_left_out():
    agency = saved(an_agency())
    news_of(a_member(a_manager(agency, email=None), agency), agency)
    jobs.send_digests()
    assert written() == []


@pytest.mark.parametrize("way", [ManagerWay.COPIES, ManagerWay.NONE])
def test_agencies_that_chose_otherwise_get_none(way):
    agency, _, member = a_team(way)
    news_of(member, agency, at=MONDAY - timedelta(days=1, hours=9))
    jobs.send_digests()
    assert written() == []


def test_what_happened_before_the_agency_chose_it_is_not_told(at):
    at(LAST_WEEK)
    agency, _, member = a_team(ManagerWay.DIGEST)
    news_of(member, agency, at=LAST_WEEK - timedelta(minutes=1))
    at(MONDAY)
    jobs.send_digests()
    assert written() == []
    news_of(member, agency, at=LAST_WEEK)
    jobs.send_digests()
    assert len(written()) == 1


def test_long_lists_are_cut():
    agency, manager, _ = a_team()
    for _ in range(42):
        news_of(a_member(manager, agency), agency)
    jobs.send_digests()
    assert "- and 2 more" in written()[0].body


def test_the_page_says_what_managers_hear(client):
    client.sign_in(someone(Role.COORDINATOR))
    page = client.get(f"/agencies/{saved(an_agency()).id}/word-to-managers").text
    assert "They hear of nothing else, and only" not in page
    assert page.count("required training") == 3


class TestWeek:
    def test_begins_at_midnight_on_a_monday(self):
        week = Week.before(date(2026, 3, 9))
        assert week.since == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
        assert Week.before(date(2026, 3, 15)) == week

    def test_is_an_hour_shorter_when_the_clocks_go_forward(self):
        week = Week.before(date(2026, 3, 30))
        assert week.until - week.since == timedelta(days=7, hours=-1)
        assert week.until == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)

    def test_is_an_hour_longer_when_they_go_back(self):
        week = Week.before(date(2026, 10, 26))
        assert week.until - week.since == timedelta(days=7, hours=1)
