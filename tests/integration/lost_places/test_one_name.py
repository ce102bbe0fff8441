"""The numbers that a partnership chose before the room had its name are still its numbers."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.integration.test_migrations import config, connection

__all__ = ["config", "connection"]
NAMES = text("SELECT part FROM chosen_part ORDER BY part")
CHOSEN = text(
    "INSERT INTO chosen_part (part, content, version, changed_at) "
    "VALUES ('rules.no-shows', '{}', 1, CURRENT_TIMESTAMP)"
)


def named(config):
    """The step that renames, and the one before it."""
    steps = ScriptDirectory.from_config(config).walk_revisions()
    return next(one for one in steps if "call_lost_places_one_thing" in one.path)


def test_what_was_chosen_moves_to_the_new_name_and_back(config, connection):
    step = named(config)
    command.upgrade(config, step.down_revision)
    connection.execute(CHOSEN)
    connection.commit()
    command.upgrade(config, step.revision)
    assert connection.execute(NAMES).scalars().all() == ["rules.lost-places"]
    connection.commit()
    command.downgrade(config, step.down_revision)
    assert connection.execute(NAMES).scalars().all() == ["rules.no-shows"]
