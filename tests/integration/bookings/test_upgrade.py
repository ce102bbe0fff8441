"""First call that was given under the old points goes before all as well."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import text

from tests.integration.test_migrations import config, connection
from training.bookings.services.ranking import FIRST_CALL, FIRST_CALL_REASON

__all__ = ["config", "connection"]
UPGRADE = "0069"
ROW = """
INSERT INTO booking (id, event_id, person_id, status, calendar_uid, door_code, joined_at, access_needs,
                     priority, priority_reason, skip_reason)
VALUES (:id, 1, :id, 'waiting', :uid, :uid, '2026-03-03 10:00:00', '', :points, :why, '')
"""


@pytest.fixture
def waiting(config, connection):
    """Somebody with first call and something else, with first call alone, and with something else alone."""
    command.upgrade(config, f"{int(UPGRADE) - 1:04}")
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
    called = f"{FIRST_CALL_REASON} and your school needs you"
    for number, (points, why) in enumerate(((80, called), (50, FIRST_CALL_REASON), (50, "Overdue")), start=1):
        row = {"id": number, "uid": f"u{number}", "points": points, "why": why}
        connection.execute(text(ROW), row)


def points(connection):
    return connection.scalars(text("SELECT priority FROM booking ORDER BY id")).all()


def test_first_call_goes_up_and_down_again(config, connection, waiting):
    command.upgrade(config, UPGRADE)
    assert points(connection) == [FIRST_CALL + 30, FIRST_CALL, 50]
    command.downgrade(config, f"{int(UPGRADE) - 1:04}")
    assert points(connection) == [80, 50, 50]
