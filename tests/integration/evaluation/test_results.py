from __future__ import annotations

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import saved, someone
from tests.factories_partnership import a_part, see_changes
from tests.integration.evaluation.cast import a_learner, a_past_event, send
from tests.support.pages import parse, words_of
from training.catalogue.models import EventTrainer


@pytest.fixture
def event():
    return a_past_event(title="Voice of the child")


def answered(client, event, people):
    for number in range(people):
        send(client, event, a_learner(event), useful="5" if number else "1", will_change=f"Idea {number}")
    client.sign_in(someone(Role.COORDINATOR))
    return client.get(results_of(event))


def results_of(event) -> str:
    return f"/training/events/{event.id}/evaluation/results"


class TestResults:
    def test_shows_counts_with_n_once_five_have_answered(self, client, event):
        page = words_of(parse(answered(client, event, 5).text).select_one("main"))
        assert "5 of 5 people who took part answered" in page
        assert "mean 4.2 (n = 5)" in page
        assert "4 (80%)" in page
        assert "Idea 3" in page

    def test_hides_everything_below_five(self, client, event):
        page = words_of(parse(answered(client, event, 4).text).select_one("main"))
        assert "4 of 4 people who took part answered" in page
        assert "at least 5 people have answered" in page
        assert "Idea" not in page
        assert "mean" not in page

    def test_the_partnership_may_ask_for_more_(self, client, event):
        a_part("rules.evaluations", smallest_group=6)
        assert "at least 6 people have answered" in answered(client, event, 5).text

    def test_never_for_fewer_than_five(self, client, event):
        a_part("rules.evaluations", smallest_group=2)
        assert "at least 5 people have answered" in answered(client, event, 4).text

    def test_a_lower_number_opens_nothing_that_came_in_under_a_higher_one(self, client, event):
        part = a_part("rules.evaluations", smallest_group=7)
        assert "at least 7 people have answered" in answered(client, event, 6).text
        part.content = {"smallest_group": 5}
        see_changes()
        assert "at least 7 people have answered" in client.get(results_of(event)).text
        assert "mean" in answered(client, event, 1).text

    def test_an_event_whose_answers_all_came_later_is_shown_at_the_lower_number(self, client):
        part = a_part("rules.evaluations", smallest_group=7)
        answered(client, a_past_event(), 1)
        part.content = {"smallest_group": 5}
        see_changes()
        assert "mean" in answered(client, a_past_event(), 5).text

    def test_a_higher_number_hides_what_was_shown(self, client, event):
        assert "mean" in answered(client, event, 5).text
        a_part("rules.evaluations", smallest_group=6)
        assert "at least 6 people have answered" in client.get(results_of(event)).text

    def test_the_trainer_of_the_event_may_read_it_and_no_other_trainer(self, client, event):
        trainer, other = someone(Role.TRAINER), someone(Role.TRAINER)
        saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
        url = f"/training/events/{event.id}/evaluation/results"
        client.sign_in(trainer)
        assert client.get(url).status_code == 200
        client.sign_in(other)
        assert client.get(url).status_code == 403

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.AGENCY_LEAD, Role.CHAMPION])
    def test_others_may_not(self, client, event, role):
        client.sign_in(someone(role))
        assert client.get(f"/training/events/{event.id}/evaluation/results").status_code == 403

    def test_an_event_that_is_not_there(self, client):
        client.sign_in(someone(Role.COORDINATOR))
        assert client.get("/training/events/999999/evaluation/results").status_code == 404


class TestList:
    def test_a_trainer_sees_only_their_own_events(self, client, event):
        other = a_past_event(title="Another course")
        trainer = someone(Role.TRAINER)
        saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
        client.sign_in(trainer)
        page = client.get("/evaluation").text
        assert "Voice of the child" in page
        assert "Another course" not in page
        assert db.session.get(type(other), other.id)

    def test_counts_who_took_part_and_who_answered(self, client, event):
        a_learner(event)
        send(client, event, a_learner(event))
        client.sign_in(someone(Role.TRAINING_LEAD))
        row = words_of(parse(client.get("/evaluation").text).select_one("main tbody tr"))
        assert row.endswith("2 1")
