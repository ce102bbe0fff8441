"""Changing the numbers that rooms offer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.kernel.rules import in_force
from portal.partnership import services
from portal.partnership.domain import ChangedMeanwhile, OutsideLimits, Save, UnknownPart
from portal.partnership.models import ChosenPart
from tests.factories import actor_of, someone
from tests.factories_partnership import a_part
from training.bookings.domain import BookingRules

URL = "/partnership/numbers/bookings"
PART = "rules.bookings"
# What the page sends with it, as nobody changed it.
SENT = {"ring_within": "24", "ring_told": "7"}


@pytest.fixture
def admin():
    return actor_of(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)


@pytest.fixture
def signed_in(client):
    account = someone(Role.ADMINISTRATOR)
    client.sign_in(account)
    return account


def freeze(hours: object, version: int = 0, part: str = PART) -> Save:
    return Save(part=part, content={"freeze": hours}, version=version)


def test_a_number_holds_at_once_where_it_is_used(client, signed_in):
    answer = client.submit(URL, freeze="48")
    assert "Saved" in client.follow(answer).text
    assert in_force(BookingRules).freeze == timedelta(hours=48)


def test_the_list_shows_what_holds_and_the_default(client, signed_in):
    a_part(PART, freeze=48)
    text = client.get("/partnership/numbers").text
    assert "<strong>48 hours</strong>" in text
    assert "24 hours" in text


def test_the_log_says_who_changed_what_from_what(client, signed_in):
    a_part(PART, freeze=36)
    client.submit(URL, freeze="48")
    entry = db.session.scalars(select(Activity).where(Activity.verb == "change_partnership")).one()
    assert entry.actor_id == signed_in.person_id
    assert entry.details == {"part": PART, "before": {"freeze": 36}, "after": {"freeze": 48}}


def test_saving_the_same_again_writes_nothing(client, signed_in):
    a_part(PART, freeze=36)
    client.submit(URL, freeze="36")
    assert not db.session.scalars(select(Activity).where(Activity.verb == "change_partnership")).all()
    assert db.session.scalars(select(ChosenPart)).one().version == 1


def test_what_nobody_chose_is_not_kept_and_a_default_that_was_chosen_is(client, signed_in):
    client.submit(URL, freeze="48")
    client.submit(URL, freeze="24", ring_told="9")
    assert db.session.scalars(select(ChosenPart)).one().content == {"freeze": 24, "ring_told": 9}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter the no places given out before the start"),
        ("soon", "must be a whole number"),
        ("-1", "must be 0 or more"),
        ("337", "must be 336 or fewer"),
    ],
)
def test_a_bad_number_is_kept_and_explained(client, signed_in, typed, message):
    answer = client.submit(URL, freeze=typed)
    assert answer.status_code == 200
    assert message in answer.text
    assert f'value="{typed}"' in answer.text or not typed
    assert not db.session.scalars(select(ChosenPart)).all()


def test_of_two_who_edit_at_once_the_second_sees_what_the_first_did(client, signed_in):
    opened = client.get(URL).text
    a_part(PART, freeze=12)
    answer = client.post(URL, data={"csrf_token": token(opened), "version": "0", **SENT, "freeze": "48"})
    assert "Somebody else saved this page" in answer.text
    assert "12 hours" in answer.text
    assert 'value="48"' in answer.text
    assert in_force(BookingRules).freeze == timedelta(hours=12)
    # What the page shows now builds on theirs: sending it again is a decision.
    assert 'name="version" type="hidden" value="1"' in answer.text


def token(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


def test_a_stale_version_is_refused(admin):
    a_part(PART, freeze=12)
    with pytest.raises(ChangedMeanwhile):
        services.save_rules(admin, freeze(48), BookingRules)


@pytest.mark.parametrize("hours", [-1, 337])
def test_a_number_outside_its_limits_is_refused(admin, hours):
    with pytest.raises(OutsideLimits) as refusal:
        services.save_rules(admin, freeze(hours), BookingRules)
    assert refusal.value.field == "freeze"


@pytest.mark.parametrize(
    "command", [freeze(1, part="rules.tea"), Save(PART, {"tea": 1}, 0), freeze("soon"), freeze(1.5)]
)
def test_what_no_room_offers_is_refused(admin, command):
    with pytest.raises(UnknownPart):
        services.save_rules(admin, command, BookingRules)


def test_only_administrators_may():
    coordinator = actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)
    with pytest.raises(Forbidden):
        services.save_rules(coordinator, freeze(48), BookingRules)


def test_there_is_no_page_for_a_room_without_numbers(client, signed_in):
    assert client.get("/partnership/numbers/tea").status_code == 404
