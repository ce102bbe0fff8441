"""Letters to approvers that were still to leave when letters were merged: none is about what is answered."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import MetaData, Table, select

from tests.integration.test_migrations import config, connection
from tests.support.old_rows import inserting
from training.approvals.letters import about

__all__ = ["config", "connection"]
BEFORE = "0055"
MANAGER, LEAD = 1, 2


@pytest.fixture
def put(config, connection):
    command.upgrade(config, BEFORE)
    return inserting(connection)


@pytest.fixture
def asked(put):
    """A request at the second of two steps, about each of which two people have a letter to come."""
    for key in (MANAGER, LEAD, 3):
        put("person", id=key, reference=f"P{key}")
    put("course", id=1, title="Early help", level="core", format="in_person", minutes=60)
    put("training_event", id=1, code="GHP-1", capacity=9, places_taken=0, overbooked=0, state="open")
    put("booking", id=1, person_id=3, status="requested", calendar_uid="one", door_code="one")
    put("approval_request", id=7, steps=2, current=2)
    for number, person in ((1, MANAGER), (2, LEAD)):
        put("approval_step", id=10 + number, request_id=7, number=number, kind="manager")
        put("approval_link", id=20 + number, step_id=10 + number, person_id=person, digest=f"{number}")
        letter(put, person, number)


def letter(put, person, number, **more):
    facts = {"recipient": f"{person}@x.example", "kind": "approval_asked", "state": "waiting"}
    put("outgoing_message", about="approval:7", version=number, person_id=person, **(facts | more))


def outbox(config, connection):
    """Whose, what about and how each stands, after the upgrade."""
    connection.commit()
    command.upgrade(config, "head")
    messages = Table("outgoing_message", MetaData(), autoload_with=connection)
    told = (messages.c.person_id, messages.c.about, messages.c.state)
    return [tuple(row) for row in connection.execute(select(*told).order_by(messages.c.id))]


def test_what_is_answered_is_closed_and_what_is_open_is_found_when_it_is_answered(config, connection, asked):
    assert outbox(config, connection) == [
        (MANAGER, "approval:7", "closed"),
        (LEAD, about(LEAD, 22), "waiting"),
    ]


def test_a_reminder_is_named_as_well_and_what_has_left_stays_as_it_was(config, connection, put, asked):
    put("approval_link", id=30, step_id=12, person_id=LEAD, digest="again")
    letter(put, LEAD, 2, kind="approval_reminder")
    letter(put, MANAGER, 1, kind="approval_reminder", state="sent")
    assert outbox(config, connection)[1:] == [
        (LEAD, about(LEAD, 30), "waiting"),
        (LEAD, about(LEAD, 30), "waiting"),
        (MANAGER, "approval:7", "sent"),
    ]
