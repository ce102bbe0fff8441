"""Results where 17,000 people answered: as few statements as ever, and an answer while somebody waits."""

from __future__ import annotations

import random
import time
from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import add_rows, refresh_statistics
from portal.people.domain import AgencyKind
from tests.factories import a_course, an_event, saved, someone
from training.catalogue.models import EventTrainer
from training.evaluation.domain import NEWEST_SHIPPED, OF_LEARNERS
from training.evaluation.models import KEY_BITS, EvaluationAnswer, EvaluationClosing

PEOPLE, ON_EACH = 17_000, 20
COURSES = 20
# Of the processor, so that it makes no difference what else a machine does.
PATIENCE_SECONDS = 4
KINDS = [AgencyKind.SCHOOL, AgencyKind.HEALTH]


def answers_of(event_id: int, dice: random.Random):
    """Everybody of the event on all three forms."""
    for turn in range(ON_EACH):
        key = dice.getrandbits(KEY_BITS)
        for form in OF_LEARNERS:
            ratings = {one.key: dice.randint(1, 5) for one in NEWEST_SHIPPED.asked_on(form)}
            facts = {"event_id": event_id, "pair_key": key, "form": form, "ratings": ratings}
            yield facts | {"id": dice.getrandbits(KEY_BITS), "agency_kind": KINDS[turn % len(KINDS)]}


@pytest.fixture
def trainer(client):
    """Somebody who taught one event of each course; a coordinator is signed in."""
    trainer, dice = someone(Role.TRAINER), random.Random(3)  # noqa: S311  # invented answers
    courses = [saved(a_course()) for _ in range(COURSES)]
    for number in range(PEOPLE // ON_EACH):
        days = timedelta(days=2 + number % 340)
        one = an_event(courses[number % COURSES], starts_at=clock.now() - days, capacity=ON_EACH)
        add_rows(EvaluationAnswer, list(answers_of(one.id, dice)))
        saved(EvaluationClosing(event_id=one.id, closed_on=clock.today()))
        if number < COURSES:
            saved(EventTrainer(event_id=one.id, person_id=trainer.person_id))
    refresh_statistics(EvaluationAnswer)
    client.sign_in(someone(Role.COORDINATOR))
    return trainer, courses[0]


def took(client, url) -> float:
    start = time.process_time()
    assert client.get(url).status_code == 200
    return time.process_time() - start


def test_results_take_ten_statements_and_few_seconds(client, trainer):
    person, course = trainer
    assert client.query_budget == 10  # which every page below is held to
    ways = ["", "/courses", f"/courses/{course.id}", f"/trainers/{person.person_id}", "/agencies"]
    seconds = {way: took(client, f"/evaluation{way}") for way in ways}
    assert max(seconds.values()) < PATIENCE_SECONDS
