"""How a database means to find what a page asks for: a test can refuse the reading of whole tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from portal.kernel.db import db

WHOLE_TABLE = {
    "sqlite": re.compile(r"\bSCAN (?:TABLE )?(?!CONSTANT ROW|SUBQUERY)(\w+)(?! USING)\b"),
    "postgresql": re.compile(r"Seq Scan on (\w+)"),
}


@contextmanager
def read_in_full() -> Iterator[list[str]]:
    """The tables (or their aliases) that the statements of the block read from end to end.

    The database counts first what it holds, as it does in daily life; PostgreSQL, which reads any small
    table whole, is told not to where it has a choice.
    """
    found: list[str] = []
    asked: list[tuple[str, Any]] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: object, *_rest: object
    ) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    dialect = db.session.connection().dialect.name
    db.session.connection().exec_driver_sql("ANALYZE")
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    connection = db.session.connection()
    if dialect == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    explain = "EXPLAIN QUERY PLAN" if dialect == "sqlite" else "EXPLAIN"
    for statement, parameters in asked:
        plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
        found += [name for row in plan for name in WHOLE_TABLE[dialect].findall(str(row[-1]))]
