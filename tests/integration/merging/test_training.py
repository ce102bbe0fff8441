"""Bookings, certificates, evaluations and the roster when two people turn out to be one."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.merging.domain import CannotUndo, Side
from portal.people.models import RoleGrant
from tests.factories import a_booking, a_course, a_person, a_role, a_school, an_event, saved
from tests.factories_merging import merged, undone
from tests.integration.certificates.cast import a_certificate, a_confirmed_event, a_result, issued
from tests.integration.champions.cast import an_appointment
from tests.integration.evaluation.cast import a_past_event
from tests.integration.requirements.cast import a_requirement, learned, stands
from training.bookings.checks import CHECKS
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import EventTrainer, TrainingEvent
from training.certificates.models import Certificate
from training.champions.checks import find_roles_out_of_step
from training.champions.domain import ChampionKind
from training.evaluation.models import EvaluationManager, EvaluationResponse


def breaches() -> list[str]:
    db.session.commit()
    return [words for check in CHECKS for words in check.find()]


class TestBookings:
    @pytest.fixture
    def event(self):
        return an_event(capacity=2)

    @pytest.fixture
    def both(self, event, kept, lost):
        return a_booking(event, kept), a_booking(event, lost)

    def test_of_two_places_one_is_freed_and_goes_to_whoever_waits(self, pair, event, both):
        waiting = a_booking(event, status=BookingStatus.WAITING)
        merged(pair)
        assert [one.status for one in both] == [BookingStatus.BOOKED, BookingStatus.REMOVED]
        assert waiting.status is BookingStatus.BOOKED
        assert db.session.get(TrainingEvent, event.id).places_taken == 2
        assert not breaches()

    def test_the_one_further_along_stays_whoever_made_it(self, pair, event, kept, lost):
        waiting = a_booking(event, kept, BookingStatus.WAITING)
        booked = a_booking(event, lost)
        merged(pair)
        assert (waiting.status, booked.status) == (BookingStatus.REMOVED, BookingStatus.BOOKED)
        assert {waiting.person_id, booked.person_id} == {kept.id}
        assert not breaches()

    def test_the_page_says_so_before(self, client, coordinator, pair, event, both):
        page = client.get(f"/duplicates/{pair.id}/merge?keep=first").text
        assert f"On {event.code} both have a booking" in page

    def test_an_undo_takes_the_place_again(self, pair, event, both, lost):
        undone(merged(pair))
        assert [one.status for one in both] == [BookingStatus.BOOKED] * 2
        assert both[1].person_id == lost.id
        assert db.session.get(TrainingEvent, event.id).places_taken == 2
        assert not breaches()

    def test_a_place_that_has_gone_stands_in_the_way(self, pair, event, both):
        done = merged(pair)
        a_booking(event)
        with pytest.raises(CannotUndo, match=f"The place on {event.code} has gone to somebody else since"):
            undone(done)
        assert both[1].status is BookingStatus.REMOVED
        assert not breaches()

    def test_an_event_that_was_called_off_stands_in_the_way(self, pair, event, both):
        done = merged(pair)
        db.session.get(TrainingEvent, event.id).state = EventState.CANCELLED
        db.session.commit()
        with pytest.raises(CannotUndo, match="has been cancelled since"):
            undone(done)

    def test_a_booking_that_is_gone_stands_in_the_way(self, pair, both):
        done = merged(pair)
        db.session.query(Booking).filter_by(id=both[1].id).delete()
        db.session.commit()
        with pytest.raises(CannotUndo, match="has been deleted since"):
            undone(done)

    def test_what_was_attended_outweighs_what_was_missed(self, pair, kept, lost):
        event = an_event(starts_at=clock.now() - timedelta(days=3))
        a_booking(event, kept, BookingStatus.NO_SHOW)
        attended = a_booking(event, lost, BookingStatus.ATTENDED)
        merged(pair)
        live = db.session.query(Booking).filter(Booking.status != BookingStatus.REMOVED)
        assert [one.id for one in live] == [attended.id]
        assert not breaches()


class TestCertificates:
    def test_a_course_done_twice_counts_on(self, client, pair, kept, lost):
        first, second = a_certificate(kept), a_certificate(lost, days_ago=3)
        assert (first.cycle, second.cycle) == (1, 1)
        done = merged(pair)
        assert (second.person_id, second.cycle) == (kept.id, 2)
        assert client.get(f"/certificates/check/{second.code}").status_code == 200
        undone(done)
        assert (second.person_id, second.cycle) == (lost.id, 1)

    def test_the_second_of_one_event_stays_and_its_code_still_answers(self, client, pair, kept, lost):
        event = a_confirmed_event()
        for person in (kept, lost):
            a_result(event, person)
        certificates = {one.person_id: one for one in issued(event)}
        second = certificates[lost.id]
        merged(pair)
        assert db.session.get(Certificate, second.id).person_id == lost.id
        assert client.get(f"/certificates/check/{second.code}").status_code == 200
        assert db.session.query(EvaluationResponse).filter_by(person_id=kept.id).count() == 1


class TestManagers:
    def test_the_two_questions_are_those_of_whoever_stays(self, client, pair, kept, lost):
        event = a_past_event(weeks=9)
        for number, person in enumerate((kept, lost)):
            saved(EvaluationManager(event_id=event.id, person_id=person.id, digest=f"{number}"))
        other = a_past_event(weeks=9)
        moved = saved(EvaluationManager(event_id=other.id, person_id=lost.id, digest="moves"))
        merged(pair)
        assert moved.person_id == kept.id
        assert db.session.query(EvaluationManager).filter_by(event_id=event.id).count() == 2


class TestRoster:
    @pytest.fixture
    def school(self):
        return saved(a_school())

    def test_nobody_stands_on_it_twice(self, pair, kept, lost, school):
        deputy = an_appointment(school, kept, ChampionKind.DEPUTY)
        lead = an_appointment(school, lost, ChampionKind.LEAD)
        for person in (kept, lost):
            saved(a_role(person, Role.CHAMPION, school_id=school.id))
        done = merged(pair)
        assert (lead.person_id, lead.ends_on) == (kept.id, None)
        assert deputy.ends_on == clock.today()
        assert db.session.query(RoleGrant).filter_by(person_id=kept.id, ends_on=None).count() == 1
        assert not list(find_roles_out_of_step())
        undone(done)
        assert (deputy.ends_on, lead.person_id) == (None, lost.id)
        assert not list(find_roles_out_of_step())


def test_an_event_that_both_teach_is_taught_once(pair, kept, lost):
    event = an_event()
    for person in (kept, lost, saved(a_person())):
        saved(EventTrainer(event_id=event.id, person_id=person.id))
    done = merged(pair, Side.SECOND)
    assert db.session.query(EventTrainer).filter_by(person_id=lost.id).count() == 1
    assert db.session.query(EventTrainer).count() == 2
    undone(done)
    assert db.session.query(EventTrainer).count() == 3


class TestRequirements:
    def test_how_both_stand_follows_a_merge_and_its_undoing_at_once(self, pair, kept, lost):
        course = saved(a_course())
        needed = a_requirement(course)
        learned(lost, course)
        done = merged(pair)
        assert (stands(kept, needed), stands(lost, needed)) == ("current", None)
        undone(done)
        assert (stands(kept, needed), stands(lost, needed)) == ("overdue", "current")
