"""First call that was given under the old points goes before all as well."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import text

from tests.integration.test_migrations import config, connection
from tests.support.old_rows import inserting
from training.bookings.services.ranking import FIRST_CALL, FIRST_CALL_REASON

__all__ = ["config", "connection"]
BEFORE, UPGRADE = "0070", "0071"
QUEUE = ((80, f"{FIRST_CALL_REASON} and your school needs you"), (50, FIRST_CALL_REASON), (50, "Overdue"))


@pytest.fixture
def waiting(config, connection):
    """Somebody with first call and something else, with first call alone, and with something else alone."""
    command.upgrade(config, BEFORE)
    put = inserting(connection)
    put("course", id=1, title="Early help", level="core", format="in_person", minutes=60)
    put("training_event", id=1, code="GHP-1", capacity=9, places_taken=0, overbooked=0, state="open")
    for key, (points, why) in enumerate(QUEUE, start=1):
        put("person", id=key, reference=f"P{key}")
        codes = {"calendar_uid": f"{key}", "door_code": f"{key}"}
        put("booking", person_id=key, status="waiting", priority=points, priority_reason=why, **codes)
    connection.commit()


def points(connection):
    return connection.scalars(text("SELECT priority FROM booking ORDER BY person_id")).all()


def test_first_call_goes_up_and_down_again(config, connection, waiting):
    command.upgrade(config, UPGRADE)
    assert points(connection) == [FIRST_CALL + 30, FIRST_CALL, 50]
    connection.commit()
    command.downgrade(config, BEFORE)
    assert points(connection) == [80, 50, 50]
