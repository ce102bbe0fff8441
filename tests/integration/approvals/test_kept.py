"""How long requests and decisions are kept, and that nobody rewrites them meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from portal.kernel.db import db, unit_of_work
from tests.factories import actor_of
from tests.integration.approvals.support import Team, an_asking_event, book, decisions, request_of, step_of
from training.approvals import services
from training.approvals.domain import Decide
from training.approvals.models import ApprovalLink, ApprovalRequest, Decision
from training.approvals.retention import RETENTION
from training.bookings.models import Booking


@pytest.fixture
def booking():
    team = Team()
    booking = book(an_asking_event(), team.learner)
    with unit_of_work():
        services.decide(actor_of(team.manager), Decide(step_of(booking), agrees=True))
    return booking


def left(model) -> int:
    return db.session.scalar(select(func.count(model.id)))


def test_a_decision_is_neither_changed_nor_deleted(booking):
    for statement in (update(Decision).values(agreed=False), delete(Decision)):
        with pytest.raises(DatabaseError), db.session.begin_nested():
            db.session.execute(statement)
    assert decisions()[0].agreed


def test_requests_go_with_all_that_hangs_on_them(booking):
    rule = RETENTION[0]
    assert [row.id for row in db.session.execute(rule.rows())] == [request_of(booking).id]
    rule.purge([request_of(booking).id])
    assert [left(one) for one in (ApprovalRequest, Decision, ApprovalLink)] == [0, 0, 0]


def test_requests_go_with_their_booking(booking):
    db.session.execute(delete(Booking).where(Booking.id == booking.id))
    assert left(ApprovalRequest) == left(Decision) == 0
