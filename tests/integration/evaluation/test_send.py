from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.kernel.db import db
from portal.people.domain import AgencyKind
from tests.factories import someone
from tests.integration.evaluation.cast import RATINGS, a_learner, a_past_event, send
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus
from training.evaluation.models import EvaluationAnswer, EvaluationResponse


@pytest.fixture
def event():
    return a_past_event(title="Voice of the child")


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


class TestSend:
    @pytest.mark.parametrize("status", [BookingStatus.ATTENDED, BookingStatus.PART])
    def test_a_learner_sends_it_once(self, client, event, status):
        learner = a_learner(event, status=status)
        answer = client.follow(send(client, event, learner, will_change="Ask the child first"))
        assert "without your name" in answer.text
        kept = db.session.scalars(select(EvaluationAnswer)).one()
        assert (kept.ratings, kept.will_change) == (RATINGS, "Ask the child first")
        assert count(EvaluationResponse) == 1

    def test_the_page_then_says_that_it_is_sent(self, client, event):
        learner = a_learner(event)
        send(client, event, learner)
        assert "You have sent this form" in client.get(f"/training/events/{event.id}/evaluation").text

    def test_refuses_to_take_it_twice(self, client, event):
        learner = a_learner(event)
        client.sign_in(learner)
        url = f"/training/events/{event.id}/evaluation"
        form = fill(find_form(client.get(url).text, url, "main form"), url, RATINGS)
        for _ in range(2):
            answer = client.post(url, data=dict(form.pairs))
        assert errors_on(answer.text) == [
            "You have sent this form. Answers cannot be changed: nobody knows which are yours"
        ]
        assert count(EvaluationAnswer) == 1

    def test_asks_for_every_rating_and_keeps_the_rest(self, client, event):
        client.sign_in(a_learner(event))
        answer = client.submit(f"/training/events/{event.id}/evaluation", will_change="Listen", useful="5")
        assert len(errors_on(answer.text)) == len(RATINGS) - 1
        assert "Listen" in answer.text

    @pytest.mark.parametrize(
        "status", [BookingStatus.NO_SHOW, BookingStatus.EXCUSED, BookingStatus.BOOKED, BookingStatus.WAITING]
    )
    def test_is_not_there_for_who_did_not_take_part(self, client, event, status):
        client.sign_in(a_learner(event, status=status))
        assert client.get(f"/training/events/{event.id}/evaluation").status_code == 404

    def test_is_not_there_for_a_stranger_or_without_an_event(self, client, event):
        client.sign_in(someone())
        assert client.get(f"/training/events/{event.id}/evaluation").status_code == 404
        assert client.get("/training/events/999999/evaluation").status_code == 404


class TestHome:
    def test_asks_until_it_is_sent(self, client, event):
        learner = a_learner(event)
        client.sign_in(learner)
        assert "Voice of the child" in client.get("/").text
        send(client, event, learner)
        assert "Voice of the child" not in client.get("/").text


class TestAgencyKind:
    def test_is_kept_when_five_learners_share_it(self, client, event):
        learners = [a_learner(event, AgencyKind.HEALTH) for _ in range(5)]
        send(client, event, learners[0])
        assert db.session.scalars(select(EvaluationAnswer.agency_kind)).all() == [AgencyKind.HEALTH]

    def test_is_not_kept_when_it_would_point_at_somebody(self, client, event):
        learners = [a_learner(event, AgencyKind.HEALTH) for _ in range(5)]
        officer = a_learner(event, AgencyKind.POLICE)
        for account in (*learners, officer):
            send(client, event, account)
        kinds = db.session.scalars(select(EvaluationAnswer.agency_kind)).all()
        assert kinds.count(AgencyKind.HEALTH) == 5
        assert kinds.count(None) == 1
