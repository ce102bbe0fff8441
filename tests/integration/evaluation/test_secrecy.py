"""Tries to find out who answered what, with everything that the database holds."""

from __future__ import annotations

import pytest
from sqlalchemy import Date, DateTime, func, select, text

from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.integration.evaluation.cast import a_learner, a_past_event, send
from training.evaluation.models import EvaluationAnswer, EvaluationResponse
from training.evaluation.services import order

PEOPLE = 12


@pytest.fixture
def event(client):
    """An event whose learners sent their forms one after the other, each with a text that names the turn."""
    event = a_past_event()
    for turn in range(PEOPLE):
        send(client, event, a_learner(event), will_change=f"{turn:02}")
    return event


def turns_by(order: str) -> list[int]:
    rows = db.session.execute(text(f"SELECT will_change FROM evaluation_answer ORDER BY {order}"))  # noqa: S608
    return [int(row[0]) for row in rows]


def test_the_tables_share_only_the_event_and_the_form():
    shared = {column.name for column in EvaluationAnswer.__table__.columns} & {
        column.name for column in EvaluationResponse.__table__.columns
    }
    assert shared == {"id", "event_id", "form"}


def test_answers_hold_no_time_and_point_at_no_person():
    columns = EvaluationAnswer.__table__.columns
    assert not [column.name for column in columns if isinstance(column.type, Date | DateTime)]
    pointed_at = {key.column.table.name for column in columns for key in column.foreign_keys}
    assert pointed_at == {"training_event"}


def test_no_identifier_of_one_table_is_found_in_the_other(event):
    people = set(db.session.scalars(select(EvaluationResponse.id)))
    answers = set(db.session.scalars(select(EvaluationAnswer.id)))
    assert len(answers) == PEOPLE
    assert not people & answers
    assert min(answers) > PEOPLE * 1000


def test_answers_lie_in_no_order_that_tells_the_turn(event, kind):
    for by in ["id", "rowid"] if kind == "sqlite" else ["id", "ctid", "xmin::text::bigint, ctid"]:
        assert turns_by(by) != sorted(turns_by(by))
        assert turns_by(by) != sorted(turns_by(by), reverse=True)


def test_every_answer_is_written_by_the_newest_transaction(event, kind):
    """PostgreSQL shows which transaction wrote a row: it must be the same one for all."""
    if kind == "sqlite":
        pytest.skip("SQLite keeps no such thing")
    writers = db.session.scalar(text("SELECT count(DISTINCT xmin::text) FROM evaluation_answer"))
    assert writers == 1


def test_each_sending_gives_every_answer_a_new_key(client, event):
    before = set(db.session.scalars(select(EvaluationAnswer.id)))
    send(client, event, a_learner(event), will_change="99")
    assert not before & set(db.session.scalars(select(EvaluationAnswer.id)))


def test_all_answers_go_in_as_they_were_shuffled(client, event, monkeypatch):
    shuffled = []
    monkeypatch.setattr(order._chance, "shuffle", shuffled.extend)
    send(client, event, a_learner(event), will_change="98")
    assert len(shuffled) == PEOPLE + 1


def test_other_events_are_left_alone(client, event):
    other = a_past_event()
    send(client, other, a_learner(other), will_change="97")
    kept = db.session.scalars(select(EvaluationAnswer).where(EvaluationAnswer.event_id == other.id)).one()
    key = kept.id
    send(client, event, a_learner(event), will_change="96")
    assert db.session.scalar(select(EvaluationAnswer.id).where(EvaluationAnswer.id == key)) == key


def test_the_activity_log_is_not_told(event):
    told = select(func.count()).where(Activity.subject_kind.startswith("evaluation"))
    assert db.session.scalar(told) == 0


def test_who_answered_is_known_to_the_day_only():
    assert isinstance(EvaluationResponse.__table__.c.answered_on.type, Date)
    assert not [c for c in EvaluationResponse.__table__.columns if isinstance(c.type, DateTime)]
