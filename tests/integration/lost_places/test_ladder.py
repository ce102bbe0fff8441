"""From the third on those who run training have to agree to each booking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.models import Person
from tests.factories import a_booking, a_post, an_account, an_agency, an_event, saved, someone
from tests.integration.approvals.support import an_asking_event
from tests.integration.bookings.support import book, status_of, withdraw
from tests.integration.bookings.support import coordinator as an_actor
from tests.integration.lost_places.cast import A_DAY, a_lead, a_loss, a_worker, loss_of
from tests.support.pages import errors_on
from training.approvals.domain import StepKind, Way
from training.approvals.models import Step
from training.bookings import services
from training.bookings.domain import AddWalkIn, BookingStatus
from training.bookings.models import Booking
from training.lost_places.checks import find_unnoted, find_wrong_losses
from training.lost_places.domain import LadderRules, LossKind, LossState


@pytest.fixture
def person():
    return a_worker(given_name="Ann", family_name="Absent")


def missed(person, count, **given):
    return [a_loss(person, days_ago=30 * number, **given) for number in range(1, count + 1)]


class TestBooking:
    def test_two_are_in_nobodys_way(self, person):
        missed(person, 2)
        assert book(an_event(), person).status is BookingStatus.BOOKED

    def test_three_are_and_those_who_run_training_are_asked(self, person):
        missed(person, 3)
        booking = book(an_event(), person)
        assert booking.status is BookingStatus.REQUESTED
        (step,) = db.session.scalars(select(Step))
        assert (step.kind, step.why) == (StepKind.COORDINATOR, "They missed 3 events in the last 12 months")

    @pytest.mark.parametrize("way", [Way.NONE, Way.AGENCY])
    def test_where_they_are_asked_anyway_they_are_asked_once(self, person, way):
        """As a second stage, or because there is nobody at the agency who can agree."""
        missed(person, 3)
        book(an_asking_event(way, second=way is Way.NONE), person)
        (step,) = db.session.scalars(select(Step))
        assert step.kind is (StepKind.SECOND if way is Way.NONE else StepKind.COORDINATOR)
        assert step.why.endswith("They missed 3 events in the last 12 months")

    def test_they_agree_and_there_is_a_place(self, client, person, coordinator):
        missed(person, 3)
        booking = book(an_event(), person)
        client.change_budget = 24
        client.sign_in(coordinator)
        step = db.session.scalars(select(Step)).one()
        client.submit(f"/approvals/{step.id}", answer="agree")
        assert status_of(booking) == "booked"

    @pytest.mark.parametrize("state", [LossState.EXCUSED, LossState.WAIVED, LossState.UNDONE])
    def test_what_does_not_count_is_in_nobodys_way(self, person, state):
        missed(person, 2)
        a_loss(person, 10, state)
        assert book(an_event(), person).status is BookingStatus.BOOKED

    def test_nor_is_what_is_longer_ago(self, person):
        missed(person, 2)
        a_loss(person, 370)
        assert book(an_event(), person).status is BookingStatus.BOOKED

    def test_nor_are_late_withdrawals(self, person):
        missed(person, 2)
        a_loss(person, 10, LossState.NOTED, LossKind.LATE_WITHDRAWAL)
        assert book(an_event(), person).status is BookingStatus.BOOKED

    def test_whoever_turns_up_has_come(self, person):
        missed(person, 3)
        begun = an_event(starts_at=clock.now() - timedelta(minutes=10))
        assert services.add_walk_in(an_actor(), AddWalkIn(begun.id, person.id)).is_walk_in

    def test_a_turn_that_they_had_before_is_theirs(self, person):
        event = an_event(capacity=1)
        holder = a_booking(event)
        waits = a_booking(event, person, BookingStatus.WAITING, joined_at=clock.now() - 200 * A_DAY)
        missed(person, 3)
        withdraw(holder)
        assert status_of(waits) == "booked"

    def test_one_that_they_got_since_is_not(self, person):
        missed(person, 3)
        event = an_event(capacity=1)
        holder = a_booking(event)
        waits = a_booking(event, person, BookingStatus.WAITING)
        withdraw(holder)
        assert status_of(waits) == "waiting"


class TestLateWithdrawals:
    def test_are_noted_and_shown(self, client, person):
        booking = book(an_event(starts_at=clock.now() + timedelta(days=2)), person)
        withdraw(booking)
        assert (loss_of(booking).kind, loss_of(booking).state) == (LossKind.LATE_WITHDRAWAL, LossState.NOTED)
        client.sign_in(saved(an_account(db.session.get(Person, person.id))))
        page = client.get("/my-training/lost-places").text
        assert "Withdrew late" in page
        assert "Nothing counts against you" in page

    def test_early_ones_are_not(self, person):
        booking = book(an_event(), person)
        withdraw(booking)
        assert loss_of(booking) is None

    def test_count_where_the_partnership_says_so(self, client, person):
        client.sign_in(someone(Role.ADMINISTRATOR))
        client.submit("/partnership/numbers/lost-places", late_counts="1")
        assert in_force(LadderRules).late_counts == 1
        missed(person, 2)
        a_loss(person, 10, LossState.NOTED, LossKind.LATE_WITHDRAWAL)
        assert book(an_event(), person).status is BookingStatus.REQUESTED


class TestLetBook:
    def let(self, client, person, until=None, reason="We talked"):
        until = until or clock.today() + timedelta(days=30)
        return client.submit(f"/people/{person.id}/let-book", until=until, reason=reason)

    def test_until_that_day_they_can(self, client, person, coordinator, at):
        missed(person, 3)
        client.sign_in(coordinator)
        assert "They can book until 2 April 2026" in client.follow(self.let(client, person)).text
        assert book(an_event(), person).status is BookingStatus.BOOKED
        at(clock.now() + timedelta(days=31))
        a_loss(person, 1)
        assert book(an_event(), person).status is BookingStatus.REQUESTED

    def test_a_day_that_is_over_and_no_reason(self, client, person, coordinator):
        client.sign_in(coordinator)
        page = self.let(client, person, clock.today() - timedelta(days=1)).text
        assert errors_on(page) == ["The last day must be today or later"]
        assert errors_on(self.let(client, person, reason=" ").text) == ["Enter a reason"]

    def test_nobody_lets_themself(self, client, coordinator):
        client.sign_in(coordinator)
        person = db.session.get(Person, coordinator.person_id)
        assert "Somebody else has to decide" in errors_on(self.let(client, person).text)[0]

    @pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.TRAINER, Role.LINE_MANAGER])
    def test_others_may_not(self, client, person, role):
        client.sign_in(someone(role, agency=saved(an_agency())))
        assert client.get(f"/people/{person.id}/let-book").status_code == 403

    def test_missing_is_missing(self, client, coordinator):
        client.sign_in(coordinator)
        assert client.get("/people/999999/let-book").status_code == 404


class TestPeople:
    @pytest.fixture
    def agency(self):
        return saved(an_agency())

    @pytest.fixture
    def lead(self, agency):
        return saved(an_account(a_lead(agency)))

    def test_from_the_second_on(self, client, person, coordinator):
        missed(person, 2)
        once = a_worker(family_name="Once")
        missed(once, 1)
        client.sign_in(coordinator)
        page = client.get("/training/lost-places/people").text
        assert "Absent" in page
        assert "Once" not in page

    def test_those_who_cannot_book_are_on_the_home_page(self, client, person, coordinator):
        missed(person, 3)
        client.sign_in(coordinator)
        assert "1 person whose bookings you have to agree to" in client.get("/").text

    def test_leads_see_those_of_their_agency(self, client, agency, lead):
        mine, other = a_worker(agency, family_name="Mine"), a_worker(family_name="Other")
        missed(mine, 2, agency=agency)
        missed(other, 2, agency=saved(an_agency()))
        client.sign_in(lead)
        page = client.get("/training/lost-places/people").text
        assert "Mine" in page
        assert "Other" not in page
        assert client.get(f"/people/{mine.id}/lost-places").status_code == 200
        assert client.get(f"/people/{other.id}/lost-places").status_code == 404

    def test_leads_read_no_notes_and_no_events_of_others(self, client, agency, lead):
        mine = a_worker(agency)
        (loss,) = missed(mine, 1, agency=agency)
        loss.note, loss.reason = "Because of her back", "Bad back"
        saved(a_post(mine, saved(an_agency())))
        (elsewhere,) = [a_loss(mine, 50, agency=saved(an_agency()))]
        db.session.commit()
        client.sign_in(lead)
        page = client.get(f"/people/{mine.id}/lost-places").text
        assert "her back" not in page
        assert "Bad back" not in page
        assert page.count('data-label="Day"') == 1
        assert elsewhere.id

    def test_a_hundred_take_no_more_statements(self, client, coordinator, agency):
        for _ in range(6):
            missed(a_worker(agency), 2, agency=agency)
        client.sign_in(coordinator)
        client.get("/training/lost-places/people")

    @pytest.mark.parametrize("role", [Role.TRAINER, Role.LINE_MANAGER, Role.PRACTITIONER])
    def test_others_may_not(self, client, person, role):
        client.sign_in(someone(role))
        assert client.get("/training/lost-places/people").status_code == 403
        assert client.get(f"/people/{person.id}/lost-places").status_code == 403


class TestChecks:
    def test_they_find_nothing(self, person):
        missed(person, 2)
        assert not [*find_wrong_losses(), *find_unnoted()]

    def test_a_place_that_nobody_noted(self, person, event):
        missed(person, 1)
        booking = a_booking(event, status=BookingStatus.NO_SHOW)
        assert list(find_unnoted()) == [f"Nobody noted that the place of booking {booking.id} was lost"]

    def test_a_place_that_was_used_after_all(self, person):
        (loss,) = missed(person, 1)
        db.session.get(Booking, loss.booking_id).status = BookingStatus.ATTENDED
        db.session.commit()
        (found,) = find_wrong_losses()
        assert found.endswith("is attended")
