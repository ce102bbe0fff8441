"""Places that are kept for agencies, by booking, promotion and time (docs/training.md 4.4 and 4.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound
from portal.people.domain import AgencyKind
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved, someone
from tests.integration.bookings.above import a_room
from tests.integration.bookings.support import book, coordinator, history_of, places, status_of, withdraw
from training.bookings import finding
from training.bookings import services as bookings
from training.bookings.checks import find_forgotten, find_wrong_counts
from training.bookings.domain import BookingStatus, MoveUp, PlaceKept
from training.catalogue.queries import get_event
from training.shares import checks, jobs
from training.shares.domain import (
    CapTooShort,
    EndsTooLate,
    EventOver,
    Group,
    GroupTaken,
    KeptForNobody,
    NoEnd,
    SaveShare,
    ShareSort,
    TooManyKept,
    TwoEnds,
)
from training.shares.models import AgencyShare
from training.shares.services import sharing

WAITING = BookingStatus.WAITING
SCHOOLS = Group(kind=AgencyKind.SCHOOL)
KEPT, MOST = ShareSort.KEPT, ShareSort.MOST
KEPT_UNTIL = "These places are kept for schools until "


def save(event, group=SCHOOLS, places=1, sort=KEPT, share_id=None, **end):
    command = SaveShare(event.id, share_id, sort, group, places, **(end or {"days_before": 7}))
    with unit_of_work():
        return sharing.save_share(coordinator(), command)


def somebody(agency):
    person = saved(a_person())
    saved(a_post(person, agency))
    return person


@pytest.fixture
def school():
    return saved(an_agency(kind=AgencyKind.SCHOOL))


@pytest.fixture
def clinic():
    return saved(an_agency())


class TestBooking:
    def test_a_kept_place_is_not_for_others_and_says_why(self, school, clinic):
        event = an_event(capacity=2)
        save(event)
        book(event, somebody(clinic))
        with pytest.raises(PlaceKept, match=KEPT_UNTIL):
            book(event, somebody(clinic))
        assert status_of(book(event, somebody(school))) == "booked"

    def test_whoever_waits_keeps_the_reason(self, clinic):
        event = an_event(capacity=1)
        save(event)
        waits = book(event, somebody(clinic), join_waiting=True)
        assert (status_of(waits), waits.skip_reason[: len(KEPT_UNTIL)]) == ("waiting", KEPT_UNTIL)
        assert list(find_forgotten()) == []

    def test_a_limit_of_each_agency(self, school, clinic):
        event = an_event(capacity=5)
        save(event, Group(), 1, MOST)
        book(event, somebody(clinic))
        with pytest.raises(PlaceKept, match="One agency may have at most 1 place here"):
            book(event, somebody(clinic))
        assert status_of(book(event, somebody(school))) == "booked"

    def test_an_approval_asks_as_well(self, clinic):
        event = an_event(capacity=1)
        save(event)
        asked = a_booking(event, somebody(clinic), BookingStatus.REQUESTED, agency_id=clinic.id)
        with unit_of_work():
            bookings.approve(coordinator(), asked)
        assert (status_of(asked), asked.skip_reason[: len(KEPT_UNTIL)]) == ("waiting", KEPT_UNTIL)

    def test_staff_may_give_a_kept_place_away(self, clinic):
        event = an_event(capacity=1)
        save(event)
        waits = book(event, somebody(clinic), join_waiting=True)
        with unit_of_work():
            bookings.move_up(coordinator(), MoveUp(waits.id, "Agreed with the schools"))
        assert status_of(waits) == "booked"


class TestPromotion:
    def test_a_place_that_comes_free_goes_to_whom_it_is_kept_for(self, school, clinic):
        event = an_event(capacity=2)
        leaves = a_booking(event, somebody(school), agency_id=school.id)
        a_booking(event, somebody(clinic), agency_id=clinic.id)
        first = a_booking(event, somebody(clinic), WAITING, agency_id=clinic.id)
        second = a_booking(event, somebody(school), WAITING, agency_id=school.id)
        save(event)
        withdraw(leaves)
        assert (status_of(first), status_of(second)) == ("waiting", "booked")
        assert first.skip_reason.startswith(KEPT_UNTIL)
        assert places(event) == (2, 2)

    def test_those_of_one_run_count_against_the_limit(self, clinic):
        event = an_event(capacity=1)
        a_booking(event)
        waits = [a_booking(event, somebody(clinic), WAITING, agency_id=clinic.id) for _ in range(3)]
        save(event, Group(agency_id=clinic.id), 2, MOST)
        event.capacity = 9
        with unit_of_work():
            bookings.hear_of_change(get_event(event.id, lock=True), has_moved=False)
        assert [status_of(one) for one in waits] == ["booked", "booked", "waiting"]
        assert "at most 2 places" in waits[2].skip_reason

    def test_less_that_is_kept_is_given_out_at_once(self, clinic):
        event = an_event(capacity=2)
        share = save(event, places=2)
        waits = [book(event, somebody(clinic), join_waiting=True) for _ in range(2)]
        save(event, places=1, share_id=share.id)
        assert [status_of(one) for one in waits] == ["booked", "waiting"]
        with unit_of_work():
            sharing.remove_share(coordinator(), share.id)
        assert [status_of(one) for one in waits] == ["booked", "booked"]


class TestRelease:
    @pytest.fixture
    def event(self):
        return an_event(capacity=1, starts_at=clock.now() + timedelta(days=27))

    def later(self, monkeypatch, **after):
        at = clock.now() + timedelta(**after)
        monkeypatch.setattr(clock, "now", lambda: at)

    def test_gives_the_places_to_those_who_wait(self, monkeypatch, event, clinic):
        save(event, days_before=14)
        waits = book(event, somebody(clinic), join_waiting=True)
        self.later(monkeypatch, days=12)
        jobs.release_shares()
        assert status_of(waits) == "waiting"
        self.later(monkeypatch, days=1)
        jobs.release_shares()
        jobs.release_shares()
        assert history_of(waits) == ["waiting", "booked"]
        assert finding.list_history(waits.id)[0].reason == "Places kept for others were released"

    def test_at_the_very_moment_a_place_is_for_everybody(self, monkeypatch, event, clinic):
        save(event, days_before=14)
        self.later(monkeypatch, days=13)
        assert status_of(book(event, somebody(clinic))) == "booked"

    def test_is_done_once(self, monkeypatch, event):
        share = save(event, days_before=14)
        self.later(monkeypatch, days=13)
        jobs.release_shares()
        done_at = share.released_at
        self.later(monkeypatch, minutes=1)
        jobs.release_shares()
        assert (share.released_at, db.session.query(AgencyShare).count()) == (done_at, 1)

    def test_a_limit_that_ends_lets_more_in(self, monkeypatch, event, clinic):
        event.capacity = 2
        save(event, Group(), 1, MOST, days_before=14)
        book(event, somebody(clinic))
        waits = book(event, somebody(clinic), join_waiting=True)
        self.later(monkeypatch, days=13)
        jobs.release_shares()
        assert status_of(waits) == "booked"


class TestRefusals:
    @pytest.mark.parametrize(
        ("given", "refused"),
        [
            ({"group": Group()}, KeptForNobody),
            ({"places": 11}, TooManyKept),
            ({"until": None}, NoEnd),
            ({"days_before": 30}, EndsTooLate),
            ({"days_before": 2, "until": clock.now()}, TwoEnds),
        ],
    )
    def test_what_could_not_be_kept(self, given, refused):
        with pytest.raises(refused):
            save(an_event(), **given)

    def test_an_end_after_the_start_is_too_late(self):
        event = an_event()
        with pytest.raises(EndsTooLate):
            save(event, until=event.starts_at + timedelta(hours=1))

    def test_the_same_group_twice(self):
        event = an_event()
        save(event)
        save(event, sort=MOST, places=5)
        with pytest.raises(GroupTaken):
            save(event)

    def test_a_limit_outlasts_what_is_kept(self):
        event = an_event()
        save(event, days_before=5)
        with pytest.raises(CapTooShort):
            save(event, Group(), 3, MOST, days_before=6)
        save(event, Group(), 3, MOST, days_before=5)
        with pytest.raises(CapTooShort):
            save(event, Group(kind=AgencyKind.HEALTH), days_before=4)

    def test_places_of_others_cannot_be_kept(self, clinic):
        event = an_event(capacity=3)
        [a_booking(event, agency_id=clinic.id) for _ in range(2)]
        with pytest.raises(TooManyKept, match="At most 1 place can be kept for schools"):
            save(event, places=2)

    def test_of_an_event_that_has_begun_or_was_called_off(self):
        with pytest.raises(EventOver):
            save(an_event(state="cancelled"))
        with pytest.raises(EventOver):
            save(an_event(starts_at=clock.now()))

    def test_another_events_share_is_not_changed(self):
        share, other = save(an_event()), an_event()
        with pytest.raises(NotFound):
            save(other, share_id=share.id)

    def test_only_those_who_run_training(self, client, school):
        event = an_event()
        client.sign_in(someone(Role.AGENCY_LEAD, agency=school))
        assert client.get(f"/training/events/{event.id}/shares").status_code == 403


@pytest.mark.unsound("its bookings are rows made by hand")
def test_held_places_without_a_name_leave_less_to_keep():
    event = an_event(capacity=3)
    with a_room(unnamed_places=lambda ids: dict.fromkeys(ids, 2)):
        event.places_taken = 2
        db.session.commit()
        with pytest.raises(TooManyKept):
            save(event, places=2)
        save(event, places=1)
        assert list(find_wrong_counts()) == []


@pytest.mark.unsound("its bookings are rows made by hand")
def test_the_check_finds_more_kept_than_there_is():
    event = an_event(capacity=3)
    save(event, places=3)
    assert list(checks.find_overkept()) == []
    event.capacity = 2
    db.session.commit()
    assert list(checks.find_overkept()) == [f"{event.code} keeps 3 places for agencies, 2 there are"]
