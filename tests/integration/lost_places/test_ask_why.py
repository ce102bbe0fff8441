"""Whoever did not come is asked why, once for each booking, and so is their manager."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import Channel, MessageState
from tests.factories import a_person, a_post, an_agency, saved, someone
from tests.integration.attendance.test_take_register import mark
from tests.integration.lost_places.cast import (
    A_DAY,
    a_lead,
    a_loss,
    a_worker,
    an_absent,
    ask,
    confirm,
    letters,
    loss_of,
    reopen,
    send,
)
from training.attendance.domain import AttendanceMark
from training.lost_places.domain import LossState


@pytest.fixture
def agency():
    return saved(an_agency())


@pytest.fixture
def manager(agency):
    return someone(Role.LINE_MANAGER, agency=agency)


@pytest.fixture
def absent(event, agency):
    person = a_worker(agency, given_name="Ann")
    return an_absent(event, person, agency=agency)


@pytest.fixture
def signed_in(client, coordinator):
    client.sign_in(coordinator)
    return client


def test_confirming_notes_who_did_not_come_and_nobody_else(signed_in, event, absent):
    came = an_absent(event, mark=AttendanceMark.PRESENT)
    confirm(signed_in, event)
    assert loss_of(absent).state is LossState.OPEN
    assert loss_of(absent).happened_on == clock.in_london(event.starts_at).date()
    assert loss_of(came) is None


def test_the_person_gets_one_letter_with_a_link_that_only_it_has(signed_in, event, absent):
    confirm(signed_in, event)
    ask()
    ask()
    (letter,) = letters("no_show_asked")
    assert letter.person_id == absent.person_id
    assert event.code in letter.body
    assert "/lost-place/" in letter.link
    assert letter.link not in letter.body
    assert loss_of(absent).secret_hash not in letter.link


def test_many_are_asked_at_once(signed_in, event):
    bookings = [an_absent(event) for _ in range(8)]
    confirm(signed_in, event)
    ask()
    assert len(letters("no_show_asked")) == len(bookings)
    assert len({one.link for one in letters("no_show_asked")}) == len(bookings)


class TestManager:
    def of(self, event, agency, manager, **post):
        person = saved(a_person(given_name="Ann"))
        saved(a_post(person, agency, manager_id=manager.person_id, **post))
        return an_absent(event, person, agency=agency)

    def test_hears_of_it_once(self, signed_in, event, agency, manager):
        booking = self.of(event, agency, manager)
        confirm(signed_in, event)
        ask()
        (letter,) = letters("no_show_manager")
        assert letter.recipient == manager.email
        assert f"/bookings/{booking.id}/why" in letter.body
        assert not letter.link

    def test_of_a_post_that_is_over_hears_nothing(self, signed_in, event, agency, manager):
        self.of(event, agency, manager, ended_on=clock.today() - A_DAY)
        confirm(signed_in, event)
        ask()
        assert not letters("no_show_manager")

    def test_of_another_agency_hears_nothing(self, signed_in, event, agency, manager):
        booking = self.of(event, agency, manager)
        booking.agency_id = saved(an_agency()).id
        db.session.commit()
        confirm(signed_in, event)
        ask()
        assert not letters("no_show_manager")
        assert len(letters("no_show_asked")) == 1


class TestWithoutEmail:
    def test_it_goes_by_post_without_the_link(self, signed_in, event):
        an_absent(event, saved(a_person(email=None, address="1 High Street, York")))
        confirm(signed_in, event)
        ask()
        (letter,) = letters("no_show_asked")
        assert letter.channel is Channel.POST
        assert letter.link == ""
        assert "/my-training" in letter.body
        assert "only the reader" not in letter.body

    def test_nobody_to_write_to_is_in_the_log_and_the_question_stands(self, signed_in, event):
        booking = an_absent(event, saved(a_person(email=None)))
        confirm(signed_in, event)
        ask()
        assert not letters("no_show_asked")
        assert loss_of(booking).state is LossState.OPEN
        assert db.session.scalar(select(Activity).where(Activity.verb == "reach_nobody"))


class TestResultChanges:
    def test_confirming_anew_asks_nobody_again(self, signed_in, event, absent):
        confirm(signed_in, event)
        ask()
        reopen(signed_in, event)
        confirm(signed_in, event)
        ask()
        assert len(letters("no_show_asked")) == 1
        assert loss_of(absent).times == 1

    def test_a_corrected_result_closes_the_question_and_what_has_not_left(self, signed_in, event, absent):
        confirm(signed_in, event)
        ask()
        reopen(signed_in, event)
        mark(signed_in, event, (absent, "present"))
        confirm(signed_in, event)
        assert loss_of(absent).state is LossState.UNDONE
        assert loss_of(absent).secret_hash is None
        send()
        assert [one.closed_why for one in letters("no_show_asked")] == ["It does not count any more"]

    def test_back_to_a_no_show_stands_again_without_a_second_letter(self, signed_in, event, absent):
        confirm(signed_in, event)
        ask()
        for word in ("present", "absent"):
            reopen(signed_in, event)
            mark(signed_in, event, (absent, word))
            confirm(signed_in, event)
        ask()
        assert (loss_of(absent).state, loss_of(absent).times) == (LossState.OPEN, 2)
        assert len(letters("no_show_asked")) == 1

    def test_while_the_register_is_open_again_nobody_is_asked(self, signed_in, event, absent):
        confirm(signed_in, event)
        reopen(signed_in, event)
        ask()
        assert not letters("no_show_asked")
        assert "1 person was asked" not in signed_in.get(f"/training/events/{event.id}/register").text

    def test_reopening_says_who_was_asked(self, signed_in, event, absent):
        confirm(signed_in, event)
        ask()
        page = signed_in.get(f"/training/events/{event.id}/reopen-register").text
        assert "1 person was asked why they did not come" in page


class TestLead:
    @pytest.fixture
    def lead(self, agency):
        return a_lead(agency)

    @pytest.fixture
    def lead_of(self, agency, lead):
        return agency

    def test_hears_of_the_second_when_the_time_to_excuse_it_is_over(self, signed_in, event, agency, lead):
        person = a_worker(agency)
        a_loss(person, days_ago=100)
        booking = an_absent(event, person, agency=agency)
        confirm(signed_in, event)
        ask()
        (letter,) = letters("no_show_lead")
        assert (letter.recipient, letter.due_at) == (lead.email, loss_of(booking).noted_at + 5 * A_DAY)
        assert "number 2 within 12 months" in letter.body

    @pytest.mark.parametrize(
        "first", [(400, LossState.REFUSED), (100, LossState.EXCUSED), (100, LossState.WAIVED)]
    )
    def test_hears_nothing_of_a_first_that_counts(self, signed_in, event, lead_of, first):
        agency, person = lead_of, a_worker(lead_of)
        a_loss(person, *first)
        an_absent(event, person, agency=agency)
        confirm(signed_in, event)
        ask()
        assert not letters("no_show_lead")

    def test_hears_nothing_when_the_result_was_wrong(self, signed_in, event, agency, lead, at):
        person = a_worker(agency)
        a_loss(person, days_ago=100)
        booking = an_absent(event, person, agency=agency)
        confirm(signed_in, event)
        ask()
        reopen(signed_in, event)
        mark(signed_in, event, (booking, "present"))
        confirm(signed_in, event)
        at(clock.now() + 6 * A_DAY)
        send()
        assert [one.state for one in letters("no_show_lead")] == [MessageState.CLOSED]

    def test_hears_of_it_in_its_time(self, signed_in, event, agency, lead, at):
        person = a_worker(agency)
        a_loss(person, days_ago=100)
        an_absent(event, person, agency=agency)
        confirm(signed_in, event)
        ask()
        send()
        assert [one.state for one in letters("no_show_lead")] == [MessageState.WAITING]
        at(clock.now() + 6 * A_DAY)
        send()
        assert [one.state for one in letters("no_show_lead")] == [MessageState.SENT]

    def test_hears_nothing_when_the_first_turns_out_not_to_count(self, signed_in, event, agency, lead, at):
        person = a_worker(agency)
        first = a_loss(person, days_ago=100)
        an_absent(event, person, agency=agency)
        confirm(signed_in, event)
        ask()
        first.state = LossState.WAIVED
        db.session.commit()
        at(clock.now() + 6 * A_DAY)
        send()
        assert [one.state for one in letters("no_show_lead")] == [MessageState.CLOSED]

    def test_of_another_agency_hears_nothing(self, signed_in, event, agency):
        other = a_lead(saved(an_agency()))
        person = a_worker(agency)
        a_loss(person, days_ago=100)
        an_absent(event, person, agency=agency)
        confirm(signed_in, event)
        ask()
        assert other.email not in {one.recipient for one in letters("no_show_lead")}
