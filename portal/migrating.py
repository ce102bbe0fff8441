"""The database's schema and its migrations. Imported only by commands: Alembic costs a fifth of a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from portal.kernel.db import LOCK_WAIT_SECONDS, PATIENCE, writing
from portal.settings import ROOT

# How long a migration waits for another one.
PATIENCE_SECONDS = 120
# A number of our own among PostgreSQL's advisory locks.
LOCK = 20_201_122


def _config() -> Config:
    return Config(toml_file=str(ROOT / "pyproject.toml"))


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """One migration at a time, all of it or nothing: another process waits its turn and finds it done.

    SQLite rebuilds a table to change it, which its foreign keys would take for a deletion: they are
    off meanwhile and checked at the end. Commits.
    """
    if connection.dialect.name == "sqlite":
        with _without_foreign_keys(connection), writing():
            # Begun here, or Alembic would commit after each step and let others in between.
            connection.begin()
            yield
            _check_foreign_keys(connection)
            connection.commit()
    else:
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_SECONDS}s'"))
        yield
        connection.commit()


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    # Past SQLAlchemy, which would open a transaction: inside one, SQLite ignores the first of these.
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    connection.info[PATIENCE] = PATIENCE_SECONDS
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")
        del connection.info[PATIENCE]
        raw.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"The migration would leave rows that point nowhere: {broken[:5]}")


def upgrade() -> None:
    """Bring the database to the newest schema."""
    command.upgrade(_config(), "head")


def revise(title: str) -> None:
    """Write the next migration: what the models say and the database does not have yet."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    command.revision(_config(), message=title, autogenerate=True, rev_id=f"{int(head or 0) + 1:04}")
