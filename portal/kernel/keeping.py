"""Tables that are only ever added to: the database itself refuses to change or delete their rows.

The migration that brings such a guard says the same statements once more, as it imports no models.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Connection, Table, event

from portal.kernel.db import Model


def only_add(model: type[Model], *, keeps: Sequence[str], owner: str, key: str) -> None:
    """Refuse to change these columns, and to delete a row before the one it belongs to is gone.

    What is deleted with its owner, by the foreign key, goes after it: so retention may delete both.
    """
    table = cast("Table", model.__table__)
    said = guards(table.name, keeps=keeps, owner=owner, key=key)

    def put_on(_table: object, connection: Connection, **_more: object) -> None:
        for statement in said[connection.dialect.name]:
            connection.exec_driver_sql(statement)

    event.listen(table, "after_create", put_on)


def guards(table: str, *, keeps: Sequence[str], owner: str, key: str) -> dict[str, list[str]]:
    """The statements that put a guard on a table, for each kind of database."""
    columns = ", ".join(f'"{one}"' for one in keeps)
    still_owned = f"EXISTS (SELECT 1 FROM {owner} WHERE {owner}.id = OLD.{key})"  # noqa: S608  # our own names
    refusal = f"Rows of {table} are only ever added"
    sqlite = [
        f"CREATE TRIGGER {table}_{what} BEFORE {act} ON {table} FOR EACH ROW {when}"
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        for what, act, when in (
            ("unchanged", f"UPDATE OF {columns}", ""),
            ("undeleted", "DELETE", f"WHEN {still_owned} "),
        )
    ]
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' AND NOT {still_owned} THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{refusal}' USING ERRCODE = '23000'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table}_kept BEFORE DELETE OR UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    return {"sqlite": sqlite, "postgresql": [function, trigger]}
