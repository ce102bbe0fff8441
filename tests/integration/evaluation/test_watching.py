"""Whoever looks at the results after each answer reads none of them: they come several at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.kernel.db import db, unit_of_work
from tests.factories import actor_of
from tests.factories_partnership import a_part
from tests.integration.evaluation.cast import (
    AFTER,
    a_learner,
    a_manager,
    a_past_event,
    link_to,
    manager_answers,
    was,
)
from training.evaluation import finding, jobs, queries, services
from training.evaluation.domain import NEWEST_SHIPPED, EvaluationForm, SendEvaluation, findings
from training.evaluation.models import EvaluationAnswer, EvaluationManager


def sends(event, rating=3) -> None:
    ratings = {one.key: rating for one in NEWEST_SHIPPED.asked_on(AFTER)}
    with unit_of_work():
        command = SendEvaluation(event_id=event.id, ratings=ratings)
        services.send_evaluation(actor_of(a_learner(event)), command)


def seen(event) -> dict[str, dict[int, int]]:
    """How often each rating was given, by statement, as the page of results says."""
    shown = finding.read_shown(finding.only(event.id))
    return {
        one.statement.key: dict(one.spreads[AFTER].counts)
        for one in findings(shown.answers, queries.map_versions())
    }


def number_seen(event) -> int:
    return sum(seen(event).get("useful", {}).values())


@pytest.fixture
def event():
    return a_past_event(weeks=9)


def test_each_answer_is_hidden_among_four_others(event):
    steps = []
    for _ in range(13):
        sends(event)
        steps.append(number_seen(event))
    assert steps == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10]


def test_what_two_looks_differ_by_is_no_one_persons(event):
    """The attack itself: the results before somebody answers, taken from those after it."""
    for rating in (3, 3, 3, 3, 3, 3):
        sends(event, rating)
    before = seen(event)
    sends(event, rating=1)
    assert seen(event) == before


def test_a_larger_group_waits_for_more(event):
    a_part("rules.evaluations", smallest_group=7)
    steps = []
    for _ in range(8):
        sends(event)
        steps.append(number_seen(event))
    assert steps == [0, 0, 0, 0, 0, 0, 7, 7]


def test_the_last_come_when_the_forms_close(event):
    for _ in range(8):
        sends(event)
    was(event, weeks=14, hours=1)
    jobs.close_forms()
    assert number_seen(event) == 8


def test_managers_come_several_at_a_time_too(client, event):
    bosses = [a_manager(event) for _ in range(6)]
    jobs.ask_managers()
    for one in bosses:
        client.submit(link_to(one), manager_change="4", manager_room="2")
    shown = finding.read_shown(finding.only(event.id))
    assert (len(manager_answers()), shown.n[EvaluationForm.MANAGER]) == (6, 5)


def test_nothing_tells_which_manager_answered_last(client, event, kind):
    """Those whose answers still wait are the newest, so it must not be seen who these are."""
    bosses = [a_manager(event) for _ in range(6)]
    jobs.ask_managers()
    for one in bosses:
        client.submit(link_to(one), manager_change="4", manager_room="2")
    assert [one.has_answered for one in db.session.query(EvaluationManager)] == [True] * 6
    if kind == "postgresql":
        writers = text("SELECT count(DISTINCT xmin::text) FROM evaluation_manager")
        assert db.session.scalar(writers) == 1


def test_a_file_has_what_the_page_has(event):
    for _ in range(7):
        sends(event)
    assert db.session.query(EvaluationAnswer).count() == 7
    assert number_seen(event) == 5
