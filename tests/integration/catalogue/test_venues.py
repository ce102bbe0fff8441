"""The register of venues."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_venue, an_area, an_event, saved, someone
from tests.support.pages import errors_on, parse, words_of
from training.catalogue.domain import EventState
from training.catalogue.models import Venue

NEW = "/training/venues/add"


@pytest.fixture(autouse=True)
def lead(client):
    client.sign_in(someone(Role.COORDINATOR))


def fresh(venue) -> Venue:
    db.session.expire_all()
    return db.session.get_one(Venue, venue.id)


def test_a_new_venue_is_listed_with_all_that_matters(client):
    area = saved(an_area(name="Northside"))
    client.submit(NEW, name="Mill Hall", local_area=area.id, capacity="24", access_notes="Step-free")
    row = words_of(parse(client.get("/training/venues").text).select_one("tbody tr"))
    assert row == "Mill Hall Northside 24 0 Step-free Edit Mill Hall"
    assert db.session.scalars(select(Activity.verb)).all() == ["add_venue"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"name": ""}, "Enter the name of the venue"),
        ({"name": "OLD HALL"}, "There is already a venue with this name"),
        ({"capacity": "0"}, "Number must be 1 or more"),
        ({"name": "x" * 301}, "Name must be 300 characters or fewer"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(client, answers, words):
    saved(a_venue(name="Old Hall"))
    answer = client.submit(NEW, **{"name": "Mill Hall", "address": "Kept", **answers})
    assert errors_on(answer.text) == [words]
    assert "Kept" in answer.text


def test_a_change_is_logged_with_before_and_after(client):
    venue = saved(a_venue(name="Mill Hall"))
    client.submit(f"/training/venues/{venue.id}/edit", capacity="12")
    client.submit(f"/training/venues/{venue.id}/edit")
    entry = db.session.scalars(select(Activity).where(Activity.verb == "save_venue")).one()
    assert entry.details == {"before": {"capacity": None}, "after": {"capacity": 12}}


def test_a_retired_venue_is_offered_for_no_new_event_and_may_come_back(client):
    venue = saved(a_venue(name="Mill Hall"))
    event = an_event()
    edit = f"/training/venues/{venue.id}/edit"
    client.submit(edit, form="form[action$='/retire']")
    assert fresh(venue).is_retired
    assert "Mill Hall" not in client.get(f"/training/events/{event.id}/edit").text
    client.submit(edit, form="form[action$='/reopen']")
    assert "Mill Hall" in client.get(f"/training/events/{event.id}/edit").text


def test_an_event_keeps_its_venue_although_it_is_retired(client):
    venue = saved(a_venue(name="Mill Hall", is_retired=True))
    event = an_event(venue_id=venue.id)
    page = parse(client.get(f"/training/events/{event.id}/edit").text)
    assert page.select_one("#venue option[selected]")["value"] == str(venue.id)


@pytest.mark.parametrize("given", [{}, {"sittings": 0}, {"state": EventState.PLANNED}])
def test_it_is_not_retired_while_anything_is_to_be_held_there(client, given):
    venue = saved(a_venue())
    url = f"/training/venues/{venue.id}"
    token = parse(client.get(f"{url}/edit").text).select_one("[name=csrf_token]")["value"]
    an_event(venue_id=venue.id, **given)
    assert "It can be retired once nothing is planned here" in client.get(f"{url}/edit").text
    answer = client.post(f"{url}/retire", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "1 event is still to be held here" in answer.text
    assert not fresh(venue).is_retired


def test_others_may_not(client):
    client.sign_in(someone(Role.TRAINER))
    assert client.get("/training/venues").status_code == 403
    assert client.get("/training/venues/1/edit").status_code == 403
