"""Accepting a reason or not, letting it pass, and what becomes of the result."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_person, a_role, an_account, an_agency, saved, someone
from tests.integration.attendance.test_take_register import marks_of
from tests.integration.bookings.support import coordinator as an_actor
from tests.integration.bookings.support import history_of, status_of
from tests.integration.lost_places.cast import (
    a_loss,
    an_absent,
    an_event_of,
    ask,
    confirm,
    letters,
    loss_of,
    reopen,
)
from tests.support.pages import errors_on
from training.attendance.domain import AttendanceMark
from training.bookings.models import Booking
from training.catalogue.models import EventTrainer
from training.lost_places import services
from training.lost_places.domain import AlreadyDecided, Decide, LossKind, LossState, OwnAbsence

NOTE = "Get well soon"


@pytest.fixture
def booking(client, coordinator, event):
    made = an_absent(event)
    client.sign_in(coordinator)
    confirm(client, event)
    ask()
    loss = loss_of(made)
    loss.state, loss.reason, loss.answered_at = LossState.ANSWERED, "Illness", clock.now()
    db.session.commit()
    return made


def decide(client, booking, decision="accept", note=NOTE):
    given = {"decision": decision, "note": note} if decision else {"note": note}
    return client.submit(f"/training/lost-places/{loss_of(booking).id}", answers=given)


def waive(client, loss, reason="A bereavement"):
    return client.submit(f"/training/lost-places/{loss.id}/waive", reason=reason)


class TestAccept:
    def test_the_result_and_the_marks_become_excused(self, client, booking):
        answer = client.follow(decide(client, booking))
        assert "excused" in answer.text
        assert status_of(booking) == "excused"
        assert history_of(booking) == ["booked", "no_show", "excused"]
        assert marks_of(booking) == [AttendanceMark.EXCUSED]
        assert loss_of(booking).state is LossState.EXCUSED

    def test_the_person_is_told(self, client, booking):
        decide(client, booking)
        (letter,) = letters("no_show_decided")
        assert "was accepted. It does not count" in letter.body
        assert NOTE in letter.body

    def test_confirming_anew_leaves_it_excused(self, client, booking, event):
        decide(client, booking)
        reopen(client, event)
        confirm(client, event)
        assert status_of(booking) == "excused"
        assert loss_of(booking).state is LossState.EXCUSED

    def test_the_reason_stands_in_no_history(self, client, booking):
        decide(client, booking)
        assert "Illness" not in client.get(f"/bookings/{booking.id}").text

    def test_too_late_is_refused_and_said(self, client, booking, at):
        at(clock.now() + timedelta(days=5))
        assert "can be accepted for 5 days" in errors_on(decide(client, booking).text)[0]
        assert status_of(booking) == "no_show"

    def test_a_trainer_of_the_event_may(self, client, booking, trainer):
        client.sign_in(trainer)
        decide(client, booking)
        assert status_of(booking) == "excused"


class TestRefuse:
    def test_it_counts_and_they_are_told(self, client, booking):
        decide(client, booking, "refuse", "Tell us beforehand")
        assert loss_of(booking).state is LossState.REFUSED
        assert status_of(booking) == "no_show"
        assert "was not accepted, so it counts" in letters("no_show_decided")[0].body

    def test_after_the_time_too(self, client, booking, at):
        at(clock.now() + timedelta(days=20))
        decide(client, booking, "refuse")
        assert loss_of(booking).state is LossState.REFUSED


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"decision": None}, "Say whether this is a good reason"),
        ({"note": " "}, "Enter a note"),
        ({"note": "x" * 501}, "It must be 500 characters or fewer"),
    ],
)
def test_what_is_missing(client, booking, given, error):
    answer = decide(client, booking, **{"decision": "accept", **given})
    assert errors_on(answer.text) == [error]
    assert loss_of(booking).state is LossState.ANSWERED


def test_twice_is_refused(client, booking):
    decide(client, booking)
    loss = loss_of(booking)
    with pytest.raises(AlreadyDecided):
        services.decide(an_actor(), Decide(loss.id, is_accepted=False, note="No"))


def test_a_register_that_is_open_again_comes_first(client, booking, event):
    reopen(client, event)
    page = client.get(f"/training/lost-places/{loss_of(booking).id}").text
    assert "has been opened again" in page
    assert 'name="decision"' not in page


def test_nobody_decides_about_themself(client):
    trainer = someone(Role.TRAINER)
    loss = a_loss(db.session.get(Person, trainer.person_id), days_ago=2, state=LossState.ANSWERED)
    event_id = db.session.get(Booking, loss.booking_id).event_id
    saved(EventTrainer(event_id=event_id, person_id=trainer.person_id))
    client.sign_in(trainer)
    page = client.get(f"/training/lost-places/{loss.id}").text
    assert 'name="decision"' not in page
    assert "questions" not in client.get("/training/lost-places").text


class TestWaive:
    def test_the_result_stays_and_it_does_not_count(self, client, booking, at):
        at(clock.now() + timedelta(days=40))
        client.follow(waive(client, loss_of(booking)))
        assert status_of(booking) == "no_show"
        assert loss_of(booking).state is LossState.WAIVED
        assert "has decided that this does not count" in letters("no_show_decided")[0].body

    def test_after_a_refusal_too(self, client, booking):
        decide(client, booking, "refuse")
        waive(client, loss_of(booking))
        assert loss_of(booking).state is LossState.WAIVED

    def test_a_late_withdrawal_is_marked_where_the_booking_is(self, client, booking):
        loss = a_loss(saved(a_person()), state=LossState.NOTED, kind=LossKind.LATE_WITHDRAWAL)
        waive(client, loss)
        db.session.refresh(loss)
        assert loss.state is LossState.WAIVED
        assert db.session.get(Booking, loss.booking_id).late_waived_reason == "A bereavement"

    def test_where_the_booking_is_it_is_heard_here(self, client, booking):
        loss = a_loss(saved(a_person()), state=LossState.NOTED, kind=LossKind.LATE_WITHDRAWAL)
        client.submit(f"/bookings/{loss.booking_id}/waive-late", reason="A flood")
        db.session.refresh(loss)
        assert (loss.state, loss.note) == (LossState.WAIVED, "A flood")

    def test_twice_is_refused(self, client, booking):
        loss = loss_of(booking)
        waive(client, loss)
        assert "decided in the meantime" in errors_on(waive(client, loss_of(booking)).text)[0]

    def test_trainers_may_not(self, client, booking, trainer):
        client.sign_in(trainer)
        assert client.get(f"/training/lost-places/{loss_of(booking).id}/waive").status_code == 403


class TestList:
    def test_trainers_see_their_own_events(self, client, booking, trainer):
        elsewhere = someone(Role.TRAINER)
        other = an_absent(an_event_of(elsewhere))
        client.sign_in(trainer)
        assert "1 question" in client.get("/training/lost-places").text
        client.sign_in(elsewhere)
        assert "Nothing here" in client.get("/training/lost-places").text
        assert client.get(f"/training/lost-places/{loss_of(booking).id}").status_code == 403
        assert loss_of(other) is None

    def test_the_home_page_counts_reasons(self, client, booking):
        assert "1 reason for lost places to look at" in client.get("/").text
        decide(client, booking)
        assert "for lost places to look at" not in client.get("/").text

    @pytest.mark.parametrize(("state", "found"), [("answered", True), ("open", False), ("nonsense", True)])
    def test_it_can_be_narrowed(self, client, booking, state, found):
        page = client.get(f"/training/lost-places?state={state}").text
        assert ("1 question" in page) is found

    @pytest.mark.parametrize("role", [Role.LINE_MANAGER, Role.AGENCY_LEAD, Role.AUDITOR])
    def test_others_see_none(self, client, booking, role):
        client.sign_in(someone(role, agency=saved(an_agency())))
        assert client.get("/training/lost-places").status_code == 403
        assert client.get(f"/training/lost-places/{loss_of(booking).id}").status_code == 403
        assert client.get("/training/lost-places/999999").status_code in {403, 404}


class TestAboutOneself:
    """Who runs training misses places too, and somebody else decides about them."""

    @pytest.fixture
    def own(self, client, booking):
        client.sign_in(saved(an_account(db.session.get_one(Person, booking.person_id))))
        saved(a_role(db.session.get_one(Person, booking.person_id), Role.COORDINATOR))
        return booking

    @pytest.mark.parametrize("accepts", [True, False])
    def test_nobody_decides_about_their_own_reason(self, own, accepts):
        actor = Actor(person_id=own.person_id, scopes=frozenset({RoleScope(Role.COORDINATOR)}))
        with pytest.raises(OwnAbsence):
            services.decide(actor, Decide(loss_of(own).id, accepts, NOTE))
        assert loss_of(own).state is LossState.ANSWERED

    def test_nor_lets_it_pass(self, client, own):
        assert errors_on(waive(client, loss_of(own)).text) == [OwnAbsence.message]
        assert loss_of(own).state is LossState.ANSWERED
