"""Rows on the schema of an earlier day, for what a migration does to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, Connection, DateTime, MetaData, Numeric, Table
from sqlalchemy.types import JSON

THEN = datetime(2026, 3, 3, 10, tzinfo=UTC)
BLANKS = ((DateTime, THEN), (Boolean, False), (Numeric, 1), (JSON, []))


def inserting(connection: Connection) -> Callable[..., None]:
    """`put("person", id=1)`; whatever must be there and is not said is blank."""
    known = MetaData()

    def put(name: str, **given: object) -> None:
        table = Table(name, known, autoload_with=connection)
        needed = [one for one in table.c if not one.nullable and one.server_default is None]
        row = {one.name: _blank(one) for one in needed if one.name != "id"} | given
        connection.execute(table.insert().values(**row))

    return put


def _blank(column: Column[object]) -> object:
    sort = column.type
    is_number = sort.python_type is int
    return next((value for kind, value in BLANKS if isinstance(sort, kind)), 1 if is_number else "")
