"""The same results for many events: of a course, of a trainer, by kind of agency, and as a file."""

from __future__ import annotations

import csv

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from tests.factories import saved, someone
from tests.integration.evaluation.cast import AFTER, BEFORE, a_past_event
from tests.support.pages import parse, words_of
from training.catalogue.models import EventTrainer
from training.evaluation.models import EvaluationAnswer, EvaluationClosing


def closed(event):
    """Its forms are closed for good."""
    return saved(EvaluationClosing(event_id=event.id, closed_on=clock.today()))


def answered(event, count, kind=AgencyKind.HEALTH, rating=5):
    """So many people of this kind of agency answered."""
    ratings = {"useful": rating, "plan": rating}
    made = {"form": AFTER, "form_version": 2, "agency_kind": kind, "ratings": ratings}
    db.session.add_all(EvaluationAnswer(event_id=event.id, **made) for _ in range(count))
    db.session.commit()
    return event


@pytest.fixture
def large():
    return answered(a_past_event(title="Voice of the child"), 6)


def page_of(client, url):
    return words_of(parse(client.get(url).text).select_one("main"))


class TestCourse:
    def test_counts_only_events_that_are_shown(self, client, large):
        again = a_past_event()
        again.course_id = large.course_id
        answered(again, 3, rating=1)
        client.sign_in(someone(Role.COORDINATOR))
        page = page_of(client, f"/evaluation/courses/{large.course_id}")
        assert "mean 5.0 (n = 6)" in page
        assert "1 event with fewer than 5 is left out" in page

    def test_the_list_leads_to_it(self, client, large):
        client.sign_in(someone(Role.TRAINING_LEAD))
        assert "Voice of the child 1 6" in page_of(client, "/evaluation/courses")

    def test_a_file_holds_the_same(self, client, large):
        client.sign_in(someone(Role.COORDINATOR))
        rows = list(csv.reader(client.get(f"/evaluation/courses/{large.course_id}.csv").text.splitlines()))
        useful = next(row for row in rows if row[0].startswith("What I learned"))
        assert useful[1:9] == ["After", "0", "0", "0", "0", "6", "5.0", "6"]

    @pytest.mark.parametrize("url", ["/evaluation/courses", "/evaluation/agencies", "/evaluation/courses/{}"])
    def test_a_trainer_sees_no_events_of_others(self, client, large, url):
        client.sign_in(someone(Role.TRAINER))
        assert client.get(url.format(large.course_id)).status_code == 403

    def test_a_file_of_too_few_has_no_figures(self, client):
        event = answered(a_past_event(), 4)
        client.sign_in(someone(Role.COORDINATOR))
        assert len(client.get(f"/training/events/{event.id}/evaluation/results.csv").text.splitlines()) == 1


class TestTrainer:
    def test_sees_all_that_they_taught_and_nothing_of_others(self, client, large):
        trainer, other = someone(Role.TRAINER), someone(Role.TRAINER)
        for event, one in ((large, trainer), (a_past_event(), other)):
            saved(EventTrainer(event_id=event.id, person_id=one.person_id))
        client.sign_in(trainer)
        assert "(n = 6)" in page_of(client, f"/evaluation/trainers/{trainer.person_id}")
        for ending in ("", ".csv"):
            assert client.get(f"/evaluation/trainers/{other.person_id}{ending}").status_code == 403

    def test_is_not_there_for_who_teaches_nothing(self, client):
        client.sign_in(someone(Role.COORDINATOR))
        assert client.get(f"/evaluation/trainers/{someone().person_id}").status_code == 404


class TestAgencies:
    def test_a_kind_counts_where_five_of_it_answered(self, client, large):
        answered(large, 3, AgencyKind.POLICE, rating=1)
        answered(large, 5, AgencyKind.SCHOOL, rating=4)
        closed(large)
        client.sign_in(someone(Role.COORDINATOR))
        page = page_of(client, "/evaluation/agencies")
        assert AgencyKind.HEALTH.label in page
        assert AgencyKind.POLICE.label not in page

    def test_each_statement_has_its_change_and_the_interval(self, client):
        event = a_past_event()
        for turn in range(6):
            for form, rating in ((BEFORE, 2), (AFTER, 4)):
                made = {"form_version": 2, "agency_kind": AgencyKind.HEALTH, "ratings": {"plan": rating}}
                db.session.add(EvaluationAnswer(event_id=event.id, pair_key=turn, form=form, **made))
        closed(event)
        client.sign_in(someone(Role.COORDINATOR))
        page = page_of(client, "/evaluation/agencies")
        said = "Before to after: Rose by 2.0 points on average (95% interval +1.6 to +2.4, n = 6)"
        assert page.count(said) == 2

    def test_nothing_counts_before_the_forms_of_its_event_are_closed(self, client, large):
        """Until then a kind may grow by one person from one day to the next."""
        client.sign_in(someone(Role.COORDINATOR))
        assert AgencyKind.HEALTH.label not in page_of(client, "/evaluation/agencies")
