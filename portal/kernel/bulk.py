"""Many rows at once: plain INSERTs in batches, without an object for every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, func, insert, select

from portal.kernel.db import Model, db

Row = Mapping[str, Any]
BATCH = 5_000


def add_rows(model: type[Model], rows: Iterable[Row]) -> int:
    """Insert rows that all name the same columns; answers how many. Memory holds one batch at a time."""
    rest = iter(rows)
    count = 0
    while batch := list(islice(rest, BATCH)):
        db.session.execute(insert(table_of(model)), batch)
        count += len(batch)
    return count


def add_rows_for_ids(model: type[Model], rows: Sequence[Row]) -> list[int]:
    """Insert rows that all name the same columns; answers their new ids, in the same order.

    PostgreSQL numbers them itself. SQLite would send one statement a row to tell their numbers; as its
    one writer holds the whole file, the next numbers are known beforehand.
    """
    if not rows:
        return []
    table = table_of(model)
    if db.session.connection().dialect.name == "sqlite":
        last = db.session.scalar(select(func.max(table.c.id))) or 0
        add_rows(model, ({"id": number, **row} for number, row in enumerate(rows, start=last + 1)))
        return list(range(last + 1, last + 1 + len(rows)))
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


def table_of(model: type[Model]) -> Table:
    return cast("Table", model.__table__)
