"""Many rows at once, handed to the driver as they are: `executemany` on SQLite, COPY on PostgreSQL.

For rows that need no objects. What the database refuses is raised as for any other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from sqlalchemy import Column, Connection, Dialect, Executable, Result, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from portal.kernel.db import Model, db

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]
BATCH = 5_000


def add_rows(model: type[Model], rows: Iterable[Row]) -> int:
    """Insert rows that all name the same columns; answers how many. Memory holds one batch at a time."""
    db.session.flush()
    connection = db.session.connection()
    send = _copy if connection.dialect.name == "postgresql" else _execute_many
    rest, count = iter(rows), 0
    while batch := list(islice(rest, BATCH)):
        send(connection, _Target.of(table_of(model), batch[0], connection.dialect), batch)
        count += len(batch)
    return count


def add_rows_for_ids(model: type[Model], rows: Sequence[Row]) -> list[int]:
    """Insert rows that all name the same columns; answers their new ids, in the same order."""
    if not rows:
        return []
    ids = reserve_ids(model, len(rows))
    add_rows(model, ({"id": number, **row} for number, row in zip(ids, rows, strict=True)))
    return ids


def add_missing_rows(connection: Connection, model: type[Model], rows: Iterable[Row]) -> None:
    """Insert those rows that are not there yet, whoever else is adding them at this moment.

    Rows come in the order of their key, so that two who add the same ones wait for each other and
    never in a circle. Flushes nothing, so that it may be called while the session flushes.
    """
    send = _merge_unnested if connection.dialect.name == "postgresql" else _execute_many_missing
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        send(connection, _Target.of(table_of(model), batch[0], connection.dialect), batch)


def write_rows(statement: Executable, rows: Row | Sequence[Row]) -> Result[Any]:
    """Execute a statement of tables that was built once, for a few rows that nobody holds as objects.

    As the session itself does, it writes out first what objects hold, unless it was told to wait.
    """
    session = db.session()
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, rows)


def read_rows(statement: Executable, facts: Row) -> Result[*tuple[Any, ...]]:
    """Columns, never whole objects, by a statement that was built once, for pages and changes that hurry.

    Straight from the connection: of rows without objects the session would only keep books, which takes
    longer than the statement does.
    """
    session = db.session()
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, facts)


def refresh_statistics(*models: type[Model]) -> None:
    """After a table has grown at once: until PostgreSQL has looked at it again, it plans for an empty one."""
    db.session.flush()
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("ANALYZE " + ", ".join(table_of(model).name for model in models)))


def table_of(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Ids that nobody else gets: from PostgreSQL's sequence, or the next ones, as SQLite has one writer."""
    table = table_of(model)
    if db.session.connection().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        series = func.generate_series(1, count).table_valued("number")
        return list(db.session.scalars(select(func.nextval(sequence)).select_from(series)))
    last = db.session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


@dataclass(frozen=True, slots=True)
class _Target:
    """Where rows go, and how a row becomes what the driver takes: defaults filled in, words for enums."""

    name: str
    columns: Sequence[str]
    types: Sequence[str]
    values: Sequence[tuple[str, Convert | None, Convert | None]]

    @classmethod
    def of(cls, table: Table, row: Row, dialect: Dialect) -> _Target:
        chosen = [column for column in table.columns if column.name in row or column.default is not None]
        quote = dialect.identifier_preparer.quote
        return cls(
            name=quote(table.name),
            columns=[quote(column.name) for column in chosen],
            types=[column.type.compile(dialect) for column in chosen],
            values=[
                (column.name, None if column.name in row else _default(column), _convert(column, dialect))
                for column in chosen
            ],
        )

    def columns_of(self, rows: Sequence[Row]) -> list[list[Any]]:
        """The values column by column, which is several times quicker than row by row."""
        return [list(self._column_of(rows, *how)) for how in self.values]

    def _column_of(
        self, rows: Sequence[Row], name: str, default: Convert | None, convert: Convert | None
    ) -> Iterable[Any]:
        found = [row[name] for row in rows] if default is None else [default(None) for _ in rows]
        return found if convert is None else map(convert, found)

    def tuples_of(self, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
        return list(zip(*self.columns_of(rows), strict=True))


def _default(column: Column[Any]) -> Convert:
    default: Any = column.default
    return default.arg if default.is_callable else lambda _context: default.arg


def _convert(column: Column[Any], dialect: Dialect) -> Convert | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _execute_many(
    connection: Connection, target: _Target, batch: Sequence[Row], insert: str = "INSERT"
) -> None:
    places = ", ".join("?" * len(target.columns))
    statement = f"{insert} INTO {target.name} ({', '.join(target.columns)}) VALUES ({places})"
    connection.exec_driver_sql(statement, target.tuples_of(batch))


def _execute_many_missing(connection: Connection, target: _Target, batch: Sequence[Row]) -> None:
    _execute_many(connection, target, batch, insert="INSERT OR IGNORE")


def _merge_unnested(connection: Connection, target: _Target, batch: Sequence[Row]) -> None:
    """COPY cannot pass over what is there; one array for each column comes close to its speed."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in target.types)
    statement = (
        f"INSERT INTO {target.name} ({', '.join(target.columns)}) "  # noqa: S608  # likewise
        f"SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    )
    connection.exec_driver_sql(statement, tuple(target.columns_of(batch)))


def _copy(connection: Connection, target: _Target, batch: Sequence[Row]) -> None:
    statement = f"COPY {target.name} ({', '.join(target.columns)}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    errors: type[Exception] = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in target.tuples_of(batch):
                copy.write_row(row)
    except errors as error:
        raise DBAPIError.instance(statement, None, error, errors) from error
