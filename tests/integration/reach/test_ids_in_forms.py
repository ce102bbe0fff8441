"""What a form sends is checked as an address is: nobody reaches across through a list of choices."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role, RoleScope
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.people.models import RoleGrant
from tests.factories import LONG_AGO, actor_of, saved
from tests.integration.reach.scene import a_side
from training.attendance.models import SittingMark
from training.bookings import services as booking
from training.bookings.domain import Book
from training.bookings.models import Booking
from training.champions.models import ChampionAppointment


@pytest.fixture
def home():
    return a_side("Home")


@pytest.fixture
def away():
    return a_side("Away")


def send(client, url, **fields):
    """Post what no form would offer, with the token of the page that shows it."""
    token = client.get(url).text.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(url, data={"csrf_token": token, **fields})


@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.LINE_MANAGER, Role.PRACTITIONER])
def test_nobody_books_for_people_elsewhere(client, home, away, role):
    client.sign_in(home.players[role])
    person_id, event_id = away.practitioner.person_id, home.things["event_id"]
    url = f"/training/events/{event_id}/book-colleague?name=zoe"
    assert "Zoe Awayfolk" not in client.get(url).text
    assert send(client, url, person=person_id).status_code == 200
    assert not db.session.query(Booking).filter_by(person_id=person_id, event_id=event_id).all()
    scopes = [RoleScope(role, agency_id=home.agency.id)]
    with pytest.raises(Forbidden):
        booking.book(actor_of(home.players[role], *scopes), Book(event_id=event_id, person_id=person_id))


def test_a_trainer_marks_only_who_is_on_their_event(client, home, away):
    client.sign_in(home.players[Role.TRAINER])
    url = f"/training/events/{home.things['attendance.take_register:event_id']}/register"
    send(client, url, **{f"mark-{away.things['booking_id']}": "present"})
    assert not db.session.query(SittingMark).filter_by(booking_id=away.things["booking_id"]).all()


def test_a_lead_appoints_no_champion_from_elsewhere(client, home, away):
    client.sign_in(home.players[Role.AGENCY_LEAD])
    person_id = away.practitioner.person_id
    send(client, f"/schools/{home.school.id}/champions/appoint", person_id=person_id, kind="deputy")
    assert not db.session.query(ChampionAppointment).filter_by(person_id=person_id).all()


def test_a_lead_reviews_no_role_elsewhere(client, home, away):
    client.sign_in(home.players[Role.AGENCY_LEAD])
    theirs = saved(
        RoleGrant(person_id=away.practitioner.person_id, role=Role.LINE_MANAGER, starts_on=LONG_AGO)
    )
    mine = saved(RoleGrant(person_id=home.practitioner.person_id, role=Role.LINE_MANAGER, starts_on=LONG_AGO))
    url = f"/roles/reviews/keep?grant={mine.id}&grant={theirs.id}"
    assert "Zoe Awayfolk" not in client.get(url).text
    assert send(client, url).status_code == 404
    assert db.session.get_one(RoleGrant, theirs.id).reviewed_on is None


def test_a_lead_gives_no_role_for_another_agency(client, home, away):
    client.sign_in(home.players[Role.AGENCY_LEAD])
    person_id = home.practitioner.person_id
    sent = {"role": "agency_lead", "agency_id": away.agency.id, "reason": "Mine now", "confirmed": "yes"}
    assert send(client, f"/roles/people/{person_id}/give", **sent).status_code == 200
    assert not db.session.query(RoleGrant).filter_by(person_id=person_id).all()
