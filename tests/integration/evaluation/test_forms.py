"""The forms before and later: when they are open, to whom, and what is written about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories_partnership import a_part
from tests.integration.evaluation.cast import (
    AFTER,
    BEFORE,
    LATER,
    a_coming_event,
    a_learner,
    a_past_event,
    address,
    send,
    takes_part,
    was,
)
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus
from training.evaluation import jobs
from training.evaluation.models import EvaluationAnswer, EvaluationInvitation, EvaluationResponse


def all_of(what):
    return db.session.scalars(select(what)).all()


def letters(kind):
    return db.session.scalar(select(func.count()).where(OutgoingMessage.kind == f"evaluation_{kind}"))


def three_forms(client, event, learner):
    """All that one person sends about the event, which is nine weeks ago at the end."""
    send(client, event, learner, BEFORE)
    takes_part(event, learner)
    send(client, event, learner, AFTER)
    was(event, weeks=9)
    send(client, event, learner, LATER)


class TestSend:
    def test_one_random_key_joins_the_three_forms_of_a_person(self, client):
        event = a_coming_event()
        three_forms(client, event, a_learner(event, status=BookingStatus.BOOKED))
        answers = all_of(EvaluationAnswer)
        assert {one.form for one in answers} == {BEFORE, AFTER, LATER}
        assert {one.pair_key for one in answers} == {all_of(EvaluationInvitation)[0].pair_key}
        assert len(all_of(EvaluationResponse)) == 3

    def test_each_person_has_a_key_of_their_own(self, client):
        event = a_past_event()
        for _ in range(2):
            send(client, event, a_learner(event))
        assert len({one.pair_key for one in all_of(EvaluationAnswer)}) == 2

    @pytest.mark.parametrize("status", [BookingStatus.WAITING, BookingStatus.OFFERED, BookingStatus.ATTENDED])
    def test_before_is_only_for_who_has_a_place(self, client, status):
        event = a_coming_event()
        client.sign_in(a_learner(event, status=status))
        assert client.get(address(event, BEFORE)).status_code == 404

    def test_later_says_from_when_it_is_open(self, client):
        event = a_past_event(weeks=7)
        client.sign_in(a_learner(event))
        assert "This form opens on" in client.get(address(event, LATER)).text

    @pytest.mark.parametrize("form", [AFTER, LATER])
    def test_all_is_closed_after_fourteen_weeks(self, client, form):
        event = a_past_event(weeks=15)
        client.sign_in(a_learner(event))
        assert "This form is closed" in client.get(address(event, form)).text

    def test_what_was_chosen_stays_on_the_page_when_the_form_closes_meanwhile(self, client):
        event = a_coming_event()
        client.sign_in(a_learner(event, status=BookingStatus.BOOKED))
        url = address(event, BEFORE)
        form = fill(find_form(client.get(url).text, url, "main form"), url, {"listen": 4, "whole": 3})
        data = dict(form.pairs) | {"plan": "4", "others": "4", "limits": "4", "comments": "I came by bus"}
        event.starts_at = clock.now() - timedelta(minutes=1)
        db.session.commit()
        answer = client.post(url, data=data)
        assert errors_on(answer.text) == ["This form is closed now. What you had chosen was not sent"]
        assert "I came by bus" in answer.text
        assert not all_of(EvaluationAnswer)

    def test_an_event_that_began_with_the_older_questions_goes_on_with_them(self, client):
        event = a_past_event(weeks=9)
        old = {"form": AFTER, "form_version": 1, "ratings": {"useful": 4}}
        db.session.add(EvaluationAnswer(event_id=event.id, **old))
        db.session.commit()
        client.sign_in(a_learner(event))
        page = client.get(address(event, LATER)).text
        assert "How confident are you now?" in page
        assert "I can agree a clear plan" not in page


class TestHome:
    @pytest.mark.parametrize(("days", "is_asked"), [(6, True), (8, False)])
    def test_asks_about_the_form_before_in_the_last_week(self, client, days, is_asked):
        event = a_coming_event(days, title="Voice of the child")
        client.sign_in(a_learner(event, status=BookingStatus.BOOKED))
        assert ("how confident you are before “Voice" in client.get("/").text) is is_asked

    @pytest.mark.parametrize(("weeks", "is_asked"), [(7, False), (9, True), (15, False)])
    def test_asks_about_the_later_form_while_it_is_open(self, client, weeks, is_asked):
        event = a_past_event(weeks, title="Voice of the child")
        learner = a_learner(event)
        client.sign_in(learner)
        assert ("what became of “Voice" in client.get("/").text) is is_asked


class TestLetters:
    def test_before_goes_once_to_who_has_a_place_in_the_last_week(self):
        event = a_coming_event()
        a_learner(event, status=BookingStatus.BOOKED)
        a_learner(event, status=BookingStatus.WAITING)
        a_learner(a_coming_event(9), status=BookingStatus.BOOKED)
        for _ in range(2):
            jobs.ask_for_forms()
        assert letters("before") == 1
        assert address(event, BEFORE) in all_of(OutgoingMessage)[0].body

    def test_a_partnership_may_do_without_it(self):
        a_part("rules.evaluation-times", asked_before=0)
        a_learner(a_coming_event(), status=BookingStatus.BOOKED)
        jobs.ask_for_forms()
        assert letters("before") == 0

    def test_later_goes_to_who_took_part_and_not_yet_to_anybody_else(self):
        event = a_past_event(weeks=8)
        was(event, weeks=8, hours=1)
        for status in (BookingStatus.ATTENDED, BookingStatus.NO_SHOW):
            a_learner(event, status=status)
        a_learner(a_past_event(weeks=7))
        jobs.ask_for_forms()
        assert (letters("later"), letters("reminder")) == (1, 0)

    def test_one_reminder_follows_to_who_has_not_sent_it(self, client):
        event = a_past_event(weeks=9)
        done, _open = a_learner(event), a_learner(event)
        jobs.ask_for_forms()
        send(client, event, done, LATER)
        db.session.execute(
            OutgoingMessage.__table__.update().values(written_at=clock.now() - timedelta(weeks=3))
        )
        was(event, weeks=12)
        for _ in range(2):
            jobs.ask_for_forms()
        assert (letters("later"), letters("reminder")) == (2, 1)

    def test_no_reminder_comes_with_the_letter_itself(self):
        a_learner(a_past_event(weeks=12))
        jobs.ask_for_forms()
        assert (letters("later"), letters("reminder")) == (1, 0)
