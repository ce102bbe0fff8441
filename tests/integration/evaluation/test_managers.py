"""The two questions to managers: by the link of a letter, without signing in, once."""

from __future__ import annotations

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person, Post
from tests.factories import saved, someone
from tests.factories_partnership import a_part
from tests.integration.evaluation.cast import a_manager, a_past_event, link_to, manager_answers, was
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on, heading_on
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.evaluation import jobs
from training.evaluation.domain import NEWEST_SHIPPED, written
from training.evaluation.models import EvaluationManager, EvaluationQuestions

RATED = {"manager_change": "4", "manager_room": "2"}
SENT = "Your answers have been sent"
SHUT = "This link no longer works"


@pytest.fixture
def event():
    return a_past_event(weeks=9, title="Voice of the child")


@pytest.fixture
def manager(event):
    """Somebody who was asked about two people of theirs."""
    boss = a_manager(event, learners=2)
    jobs.ask_managers()
    return boss


@pytest.fixture
def link(manager):
    return link_to(manager)


def letters():
    return db.session.query(OutgoingMessage).filter_by(kind="evaluation_manager").all()


class TestLetter:
    def test_names_all_of_theirs_and_hides_the_link(self, manager):
        (letter,) = letters()
        assert letter.body.count(" and ") >= 1
        assert "Voice of the child" in letter.subject
        assert "/evaluation/link/" not in letter.body
        assert db.session.query(EvaluationManager).one().digest not in letter.link

    def test_is_written_once(self, manager):
        jobs.ask_managers()
        assert len(letters()) == 1

    def test_does_not_come_to_whoever_manages_them_later(self, event, manager):
        """Of whoever was spoken of, a second answer would make a group of five look larger than it is."""
        a_manager(event)
        jobs.ask_managers()
        assert len(letters()) == 1

    @pytest.mark.parametrize("weeks", [7, 15])
    def test_comes_neither_early_nor_late(self, weeks):
        a_manager(a_past_event(weeks=weeks))
        jobs.ask_managers()
        assert not letters()

    def test_comes_when_the_partnership_says_so(self):
        a_part("rules.evaluation-times", managers_asked=4)
        a_manager(a_past_event(weeks=5))
        jobs.ask_managers()
        assert len(letters()) == 1

    def test_does_not_come_when_there_is_to_be_none(self, event):
        a_part("rules.evaluation-times", managers_asked=0)
        a_manager(event)
        jobs.ask_managers()
        assert not letters()

    def test_goes_to_nobody_who_could_hand_it_on(self, event):
        boss = db.session.get_one(Person, a_manager(event).person_id)
        boss.email = None
        db.session.commit()
        jobs.ask_managers()
        assert not letters()

    @pytest.mark.parametrize("status", [BookingStatus.NO_SHOW, BookingStatus.WITHDRAWN])
    def test_does_not_ask_about_who_was_not_there(self, event, status):
        a_manager(event)
        db.session.query(Booking).filter_by(event_id=event.id).update({"status": status})
        db.session.commit()
        jobs.ask_managers()
        assert not letters()

    def test_does_not_name_who_did_not_come(self, event, manager):
        absent = db.session.query(Booking).filter_by(event_id=event.id).first()
        absent.status = BookingStatus.NO_SHOW
        db.session.query(EvaluationManager).delete()
        db.session.query(OutgoingMessage).delete()
        db.session.commit()
        jobs.ask_managers()
        assert " and " not in letters()[0].body.partition(" took part")[0]

    def test_does_not_come_about_what_was_called_off(self, event):
        a_manager(event)
        event.state = EventState.CANCELLED
        db.session.commit()
        jobs.ask_managers()
        assert not letters()


class TestAnswer:
    def test_opens_nothing_once_managers_are_asked_nothing(self, client, link):
        statements, texts = written(NEWEST_SHIPPED)
        kept = [one for one in statements if "manager" not in one["forms"]]
        assert len(kept) < len(statements)
        given = {"number": 3, "statements": kept, "texts": texts, "published_at": clock.now()}
        saved(EvaluationQuestions(**given))
        assert heading_on(client.get(link).text) == SHUT

    def test_needs_no_account_and_works_once(self, client, link):
        assert "took part" in client.get(link).text
        answer = client.submit(link, answers=RATED)
        assert heading_on(client.follow(answer).text) == SENT
        assert [one.ratings for one in manager_answers()] == [{"manager_change": 4, "manager_room": 2}]
        assert heading_on(client.get(link).text) == SENT

    def test_of_two_tabs_counts_once(self, client, link):
        form = fill(find_form(client.get(link).text, link, "main form"), link, RATED)
        for _ in range(2):
            assert client.post(link, data=dict(form.pairs)).status_code in {200, 302}
        assert len(manager_answers()) == 1

    def test_needs_both_ratings(self, client, link):
        assert len(errors_on(client.submit(link, manager_change="3").text)) == 1
        assert not manager_answers()

    def test_takes_nothing_but_the_scale(self, client, link):
        form = fill(find_form(client.get(link).text, link, "main form"), link, RATED)
        answer = client.post(link, data=dict(form.pairs) | {"manager_room": "9", "comments": "x" * 9000})
        assert errors_on(answer.text)
        assert not manager_answers()

    def test_opening_it_changes_nothing(self, client, link):
        for ask in (client.head, client.get):
            assert ask(link).status_code == 200
        assert not db.session.query(EvaluationManager).one().has_answered

    def test_is_not_there_under_an_address_that_was_never_sent(self, client, manager):
        assert client.get("/evaluation/link/nothing").status_code == 404

    def test_is_not_for_who_is_signed_in_as_somebody_else(self, client, link):
        client.sign_in(someone(Role.COORDINATOR))
        assert "somebody else" in heading_on(client.get(link).text)

    def test_is_for_the_manager_who_is_signed_in(self, client, manager, link):
        client.sign_in(manager)
        assert client.submit(link, answers=RATED).status_code == 302


class TestShut:
    def test_once_the_forms_are_over(self, client, event, link):
        form = fill(find_form(client.get(link).text, link, "main form"), link, RATED)
        was(event, weeks=14, hours=1)
        assert heading_on(client.get(link).text) == SHUT
        assert heading_on(client.post(link, data=dict(form.pairs)).text) == SHUT
        assert not manager_answers()

    def test_and_is_unknown_once_they_are_closed(self, client, event, link):
        was(event, weeks=14, hours=1)
        jobs.close_forms()
        assert client.get(link).status_code == 404
        assert not letters()
        assert not db.session.query(EvaluationManager).count()

    @pytest.mark.parametrize("change", [{"state": EventState.CANCELLED}, {"moved": True}])
    def test_when_the_event_was_called_off_or_moved(self, client, event, link, change):
        if "moved" in change:
            was(event, weeks=-2)
        else:
            event.state = change["state"]
            db.session.commit()
        assert heading_on(client.get(link).text) == SHUT

    def test_when_those_who_took_part_are_no_longer_theirs(self, client, link):
        db.session.query(Post).update({"manager_id": None})
        db.session.commit()
        assert heading_on(client.get(link).text) == SHUT
