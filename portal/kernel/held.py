"""What a room holds about people, declared so that a person can be given all of it.

A slice offers `providers={"held": held}`, a function that answers with one `Held` for each kind of record and
one `LeftOut` for each that is not handed out. Every column that names a person stands in one of them; a test
finds those that do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Select, select

from portal.kernel.bulk import table_of
from portal.kernel.db import Model

OF_OTHERS = "What somebody decided in their work stands with them, in “What you did”"
# What stands for a row that is referred to, where its table has such a column.
NAMING = ("name", "title", "code", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One kind of record about somebody: `select` takes the person's id and names its columns."""

    title: str
    # The columns that name the person, such as "booking.person_id".
    covers: tuple[str, ...]
    select: Callable[[int], Select[*tuple[Any, ...]]]
    # Shows an audit or its result: not for whoever administers the portal.
    of_cases: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Columns that name a person and are not handed out, and what the person is told why."""

    covers: tuple[str, ...]
    why: str


def own(
    model: type[Model], by: str, *, leave_out: tuple[str, ...] = (), through: Column[Any] | None = None
) -> Callable[[int], Select[*tuple[Any, ...]]]:
    """Everything in the rows of a table that name the person in the column `by`.

    Other people in them are left out, and rows they refer to are named. `through` is the column of another
    table that says whose the row is that `by` refers to.
    """
    table = table_of(model)
    shown = [
        _shown(one) for one in table.columns if one.name not in {by, "id", *leave_out} and _is_plain(one)
    ]
    whose = table.c[by]

    def of_person(person_id: int) -> Select[*tuple[Any, ...]]:
        if through is None:
            return select(*shown).where(whose == person_id).order_by(table.c.id)
        theirs = select(through.table.c.id).where(through == person_id)
        return select(*shown).where(whose.in_(theirs)).order_by(table.c.id)

    return of_person


def _is_plain(column: Column[Any]) -> bool:
    names_somebody = any(key.column.table.name in {"person", "account"} for key in column.foreign_keys)
    return not names_somebody and not isinstance(column.type, LargeBinary)


def _shown(column: Column[Any]) -> Any:  # noqa: ANN401  # a column or a subquery
    """The column itself, or the name of what it refers to."""
    for key in column.foreign_keys:
        other = key.column.table
        name = next((other.c[one] for one in NAMING if one in other.c), None)
        if name is not None and other is not column.table:
            label = column.name.removesuffix("_id")
            return (
                select(name)
                .where(key.column == column)
                .correlate(column.table)
                .scalar_subquery()
                .label(label)
            )
    return column
