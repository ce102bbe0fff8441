"""Events that are likely to miss their mix: on the desk with the reason, and beside the picture."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from tests.factories import a_booking, an_agency, an_event, saved, someone
from tests.factories_partnership import a_part
from tests.support.client import recorded_statements
from training.catalogue.domain import EventState
from training.shares.domain import ShareSort
from training.shares.models import AgencyShare, Reservation
from training.shares.queries import list_misses

SCHOOL = AgencyKind.SCHOOL


@pytest.fixture(autouse=True)
def still(today):
    """The clock stands still."""


def an_event_with(places=5, *, days=14, days_before=7, sort=ShareSort.KEPT, released=False, **given):
    event = an_event(starts_at=clock.now() + timedelta(days=days), **given)
    made = {"event_id": event.id, "sort": sort, "kind": SCHOOL, "places": places}
    released_at = clock.now() if released else None
    saved(AgencyShare(**made, days_before=days_before, released_at=released_at))
    return event


def from_school(event, number=1, kind=SCHOOL):
    agency = saved(an_agency(kind=kind))
    for _ in range(number):
        a_booking(event, agency_id=agency.id)
    return agency


def said_of(event):
    return list_misses().get(event.id, "")


class TestBeforeTheRelease:
    def test_says_how_many_are_not_taken_and_until_when(self):
        event = an_event_with()
        from_school(event, 2)
        from_school(event, 2, AgencyKind.HEALTH)
        when = "10 March 2026 at 10am"
        assert said_of(event) == f"3 of 5 places kept for schools are not taken, until {when}."

    @pytest.mark.parametrize(("days", "is_said"), [(14, True), (15, False)])
    def test_so_long_before_and_no_longer(self, days, is_said):
        assert bool(said_of(an_event_with(days=days))) is is_said

    @pytest.mark.unsound("its bookings are rows made by hand")
    def test_held_places_are_taken(self):
        event = an_event_with(3)
        agency, holder = from_school(event), someone()
        held = {"event_id": event.id, "holder_id": holder.person_id, "agency_id": agency.id, "most": 5}
        saved(Reservation(**held, places=2, held_at=clock.now()))
        assert said_of(event) == ""

    def test_a_place_of_an_agencys_own_share_fills_no_other(self):
        event = an_event_with(1)
        agency = from_school(event)
        saved(
            AgencyShare(event_id=event.id, sort=ShareSort.KEPT, agency_id=agency.id, places=1, days_before=7)
        )
        assert said_of(event).startswith("1 of 1 places kept for schools is not taken")

    @pytest.mark.parametrize(
        "given",
        [
            {"sort": ShareSort.MOST},
            {"state": EventState.PLANNED},
            {"state": EventState.CANCELLED},
            {"days": -1},
        ],
    )
    def test_nothing_of_limits_and_of_events_that_nobody_can_book(self, given):
        assert said_of(an_event_with(**given)) == ""


class TestAfterTheRelease:
    @pytest.mark.parametrize(("took", "said"), [(0, "none"), (2, "2"), (3, "")])
    def test_says_what_was_taken_if_less_than_half(self, took, said):
        event = an_event_with(released=True)
        from_school(event, took)
        whole = f"Schools took {said} of the 5 places that were kept for them." if said else ""
        assert said_of(event) == whole

    def test_the_numbers_are_the_partnerships(self):
        event = an_event_with(released=True)
        from_school(event, 3)
        a_part("rules.mix", far=80)
        assert said_of(event) != ""
        event.starts_at, event.ends_at = (clock.now() + timedelta(days=days) for days in (30, 31))
        db.session.commit()
        assert said_of(event) == ""


class TestPages:
    @pytest.fixture
    def coordinator(self, client):
        client.query_budget = 12
        client.sign_in(someone(Role.COORDINATOR))
        return client

    def test_the_desk_names_the_event_with_its_reason(self, coordinator):
        event = an_event_with()
        page = coordinator.get("/training/desk").text
        assert "Likely to miss their mix: 1" in page
        assert "5 of 5 places kept for schools are not taken" in page
        assert f"/training/events/{event.id}/attendees#fair-mix" in page

    def test_without_such_an_event_the_desk_says_nothing(self, coordinator):
        an_event_with(days=40)
        assert "miss their mix" not in coordinator.get("/training/desk").text

    def test_the_picture_has_the_reason_beside_it(self, coordinator):
        event = an_event_with()
        page = coordinator.get(f"/training/events/{event.id}/attendees").text
        assert "Likely to miss its mix. 5 of 5 places kept for schools are not taken" in page
        assert 'id="fair-mix"' in page

    def test_any_number_of_events_takes_one_statement(self):
        for _ in range(3):
            from_school(an_event_with())
        with recorded_statements() as statements:
            assert len(list_misses()) == 3
        assert len([one for one in statements if "agency_share" in one]) == 1
