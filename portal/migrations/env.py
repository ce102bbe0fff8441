"""Run migrations with the application's own tables and database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from flask import current_app, has_app_context
from sqlalchemy import JSON, BigInteger, Column, Connection, Enum

from portal.kernel.db import Model, Moment, db
from portal.migrating import alone
from wsgi import create_app  # imports every slice, and so every table


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write types as the database sees them, so that a migration never imports the application."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    if kind == "type" and isinstance(item, BigInteger):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def _has_another_default(
    _context: object,
    _inspected: object,
    column: Column[object],
    found: str | None,
    _default: object,
    wanted: str | None,
) -> bool | None:
    """PostgreSQL cannot compare two JSON values, so their texts are; None leaves the rest to Alembic."""
    if not isinstance(column.type, JSON):
        return None
    return (found or "").partition("::")[0] != (wanted or "")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        compare_server_default=_has_another_default,
        render_item=_render,
    )
    with context.begin_transaction(), _triggers_unread(connection):
        context.run_migrations()


@contextmanager
def _triggers_unread(connection: Connection) -> Iterator[None]:
    """SQLite renames a table that it has rebuilt; triggers may name that table, which is not there yet."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
        yield
        connection.exec_driver_sql("PRAGMA legacy_alter_table=OFF")
    else:
        yield


def run_with_own_connection() -> None:
    app = current_app if has_app_context() else create_app()
    with app.app_context(), db.engine.connect() as connection, alone(connection):
        run(connection)


given = context.config.attributes.get("connection")
if given is None:
    run_with_own_connection()
else:
    run(given)
