"""Saying why: by the link of a letter, or signed in; by the person or somebody near them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person, Post
from tests.factories import a_booking, a_person, a_post, an_account, an_agency, saved, someone
from tests.integration.accounts.links import link_in
from tests.integration.lost_places.cast import an_absent, ask, confirm, letters, loss_of, reopen
from tests.support.pages import errors_on, heading_on
from training.lost_places.domain import LossState

USELESS = "This link does not work"
REASON = "I had a migraine"


@pytest.fixture
def agency():
    return saved(an_agency())


@pytest.fixture
def manager(agency):
    return someone(Role.LINE_MANAGER, agency=agency)


@pytest.fixture
def learner(agency, manager):
    person = saved(a_person(given_name="Ann", family_name="Absent"))
    saved(a_post(person, agency, manager_id=manager.person_id))
    return saved(an_account(person))


@pytest.fixture
def booking(client, coordinator, event, agency, learner):
    made = an_absent(event, db.session.get(Person, learner.person_id), agency=agency)
    client.sign_in(coordinator)
    confirm(client, event)
    ask()
    client.sign_out()
    return made


def link():
    return link_in(letters("no_show_asked")[0])


def by_link(client, reason=REASON):
    client.get(link())
    return client.submit("/lost-place", reason=reason)


def signed_in(client, booking, reason=REASON):
    return client.submit(f"/bookings/{booking.id}/why", reason=reason)


class TestByLink:
    def test_it_needs_no_account(self, client, booking):
        assert heading_on(client.follow(by_link(client)).text) == "Thank you"
        loss = loss_of(booking)
        assert (loss.state, loss.reason, loss.answered_by_id) == (LossState.ANSWERED, REASON, None)

    def test_the_secret_leaves_the_address_at_once(self, client, booking):
        opened = client.get(link())
        assert opened.location == "/lost-place"
        assert opened.headers["Referrer-Policy"] == "no-referrer"

    def test_an_empty_reason_is_none(self, client, booking):
        assert errors_on(by_link(client, "  ").text) == ["Enter the reason"]
        assert loss_of(booking).state is LossState.OPEN

    def test_it_works_once(self, client, booking):
        address = link()
        by_link(client)
        client.get(address)
        assert heading_on(client.get("/lost-place").text) == USELESS

    def test_it_is_too_old_in_its_time(self, client, booking, at):
        address = link()
        at(clock.now() + timedelta(days=30))
        client.get(address)
        assert heading_on(client.get("/lost-place").text) == USELESS

    def test_two_at_once_write_once(self, client, booking, app):
        other, address = app.test_client(), link()
        for one in (client, other):
            one.get(address)
        by_link(client)
        assert heading_on(other.get("/lost-place").text) == USELESS
        assert loss_of(booking).reason == REASON

    @pytest.mark.parametrize("address", ["/lost-place/wrong", "/lost-place/" + "x" * 500])
    def test_a_wrong_one_says_nothing(self, client, booking, address):
        client.get(address)
        page = client.get("/lost-place").text
        assert heading_on(page) == USELESS
        assert "Absent" not in page

    def test_a_reopened_register_closes_it(self, client, booking, event, coordinator):
        client.sign_in(coordinator)
        reopen(client, event)
        client.sign_out()
        client.get(link())
        assert heading_on(client.get("/lost-place").text) == USELESS

    def test_it_names_nobody(self, client, booking):
        client.get(link())
        assert "Absent" not in client.get("/lost-place").text


class TestSignedIn:
    def test_from_my_training(self, client, booking, learner):
        client.sign_in(learner)
        assert "You missed 1 event in the last 12 months" in client.get("/my-training").text
        assert "Say why" in client.get("/my-training/lost-places").text
        assert "Say why you did not come to 1 event" in client.get("/").text
        signed_in(client, booking)
        assert loss_of(booking).answered_by_id == learner.person_id
        assert "Say why you did not come" not in client.get("/").text

    def test_the_person_may_change_it_and_the_link_is_spent(self, client, booking, learner):
        address = link()
        client.sign_in(learner)
        signed_in(client, booking)
        assert REASON in client.get(f"/bookings/{booking.id}/why").text
        signed_in(client, booking, "A child was ill")
        assert loss_of(booking).reason == "A child was ill"
        client.get(address)
        assert heading_on(client.get("/lost-place").text) == USELESS

    def test_the_log_says_so_without_the_words(self, client, booking, learner):
        client.sign_in(learner)
        signed_in(client, booking)
        entry = db.session.scalars(select(Activity).where(Activity.verb == "say_why")).one()
        assert entry.details["after"] == {"state": "answered"}
        assert "migraine" not in str(entry.details) + entry.reason


class TestManager:
    def test_says_it_for_them_and_they_may_say_otherwise(self, client, booking, manager, learner):
        client.sign_in(manager)
        signed_in(client, booking, "She was needed here")
        assert loss_of(booking).answered_by_id == manager.person_id
        client.sign_out()
        by_link(client)
        assert loss_of(booking).reason == REASON

    def test_does_not_see_or_replace_what_they_said(self, client, booking, manager):
        by_link(client)
        client.sign_in(manager)
        page = client.get(f"/bookings/{booking.id}/why").text
        assert REASON not in page
        assert "<textarea" not in page

    def test_once_they_have_left_it_is_not_theirs(self, client, booking, manager):
        posts = select(Post).where(Post.person_id == manager.person_id)
        for post in db.session.scalars(posts):
            post.ended_on = clock.today() - timedelta(days=1)
        db.session.commit()
        client.sign_in(manager)
        assert client.get(f"/bookings/{booking.id}/why").status_code == 404


@pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.AGENCY_LEAD, Role.CHAMPION, Role.PRACTITIONER])
def test_others_need_not_know(client, booking, agency, role):
    client.sign_in(someone(role, agency=agency))
    assert client.get(f"/bookings/{booking.id}/why").status_code == 404


def test_a_booking_that_was_used_has_nothing_to_ask(client, event, coordinator):
    client.sign_in(coordinator)
    assert client.get(f"/bookings/{a_booking(event).id}/why").status_code == 404
    assert client.get("/bookings/999999/why").status_code == 404
