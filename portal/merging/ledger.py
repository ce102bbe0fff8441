"""Writes down every row that a merge changes, and takes the changes back from last to first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Date, Table, delete, exists, insert, select, update
from sqlalchemy import Enum as Words

from portal.kernel.access import Actor
from portal.kernel.db import Model, Moment, db
from portal.merging.domain import StepKind
from portal.merging.models import MergeStep, PersonMerge
from portal.merging.references import Reference, list_references
from portal.merging.rules import Clash, Parties, Undoing, Values

ROWS_AT_ONCE = 500


class MergeLedger:
    """The steps of one merge. `under` says whose rule acts; `write` files them all in one statement."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties
        self._steps: list[dict[str, Any]] = []
        self._left: dict[str, set[int]] = {}
        self._column = ""

    def under(self, column: str) -> MergeLedger:
        self._column = column
        return self

    def change(self, table: str, row_id: int, before: Values, after: Values) -> None:
        target = Model.metadata.tables[table]
        db.session.flush()
        db.session.execute(update(target).where(target.c.id == row_id).values(dict(after)))
        db.session.expire_all()
        self._add(StepKind.CHANGED, table, row_id, before, after)

    def note(self, row_id: int, before: Values) -> None:
        self._add(StepKind.NOTED, self._column.partition(".")[0], row_id, before, {})

    def leave(self, row_ids: Collection[int]) -> None:
        self._left.setdefault(self._column, set()).update(row_ids)

    def move(self, reference: Reference) -> None:
        """Point the rows at the person who stays, except those that stay or say nothing new."""
        self.under(reference.name)
        if reference.rule.clash is not None:
            for others in reference.uniques:
                self._settle_clashes(reference, others)
        table, column, left = reference.table, reference.column, self._left.get(reference.name, set())
        moved = db.session.scalars(
            update(table)
            .where(column == self._parties.lost_id, table.c.id.not_in(sorted(left)))
            .values({column.name: self._parties.kept_id})
            .returning(table.c.id)
        )
        before, after = {column.name: self._parties.lost_id}, {column.name: self._parties.kept_id}
        for row_id in sorted(moved):
            self._add(StepKind.MOVED, table.name, row_id, before, after)

    def _settle_clashes(self, reference: Reference, others: Sequence[str]) -> None:
        table, kept = reference.table, reference.table.alias("kept")
        same = [kept.c[name] == table.c[name] for name in others]
        twice = exists().where(kept.c[reference.column.name] == self._parties.kept_id, *same)
        rows = db.session.execute(
            select(table).where(reference.column == self._parties.lost_id, twice).order_by(table.c.id)
        ).all()
        if reference.rule.clash is Clash.STAY:
            self.leave([row.id for row in rows])
            return
        for row in rows:
            db.session.execute(delete(table).where(table.c.id == row.id))
            self._add(StepKind.DROPPED, table.name, row.id, row._asdict(), {})

    def write(self, merge: PersonMerge) -> None:
        """File the steps. What the session had loaded is read anew from here on."""
        if self._steps:
            rows = [{**step, "merge_id": merge.id, "position": at} for at, step in enumerate(self._steps)]
            db.session.execute(insert(MergeStep), rows)

    def _add(self, kind: StepKind, table: str, row_id: int, before: Values, after: Values) -> None:
        self._steps.append(
            {
                "kind": kind,
                "reference": self._column,
                "table_name": table,
                "row_id": row_id,
                "before": {name: as_json(value) for name, value in before.items()},
                "after": {name: as_json(value) for name, value in after.items()},
            }
        )


def take_back(actor: Actor, parties: Parties, steps: Iterable[MergeStep]) -> int:
    """Undo steps, given last first. Raises `CannotUndo`; says how many rows were changed again since.

    Those stay as they are now: somebody changed them knowing the merged person.
    """
    rules = {reference.name: reference.rule for reference in list_references()}
    changed_since = 0
    for (kind, column, name), group in groupby(
        steps, key=lambda one: (one.kind, one.reference, one.table_name)
    ):
        table, found = Model.metadata.tables[name], list(group)
        if kind is StepKind.NOTED:
            restore = rules[column].restore
            for step in found:
                if restore is not None:
                    restore(Undoing(actor, parties, step.row_id, _read(table, step.before)))
        elif kind is StepKind.DROPPED:
            db.session.execute(insert(table), [_read(table, step.before) for step in found])
        else:
            changed_since += len(found) - sum(_set_back(table, same) for same in _alike(found))
    return changed_since


def _alike(steps: Sequence[MergeStep]) -> Iterator[list[MergeStep]]:
    """Neighbours with the same values, which one statement sets back."""
    for _, group in groupby(steps, key=lambda one: (one.before, one.after)):
        found = list(group)
        for start in range(0, len(found), ROWS_AT_ONCE):
            yield found[start : start + ROWS_AT_ONCE]


def _set_back(table: Table, steps: Sequence[MergeStep]) -> int:
    before, after = _read(table, steps[0].before), _read(table, steps[0].after)
    untouched = [table.c[name].is_not_distinct_from(value) for name, value in after.items()]
    done = db.session.scalars(
        update(table)
        .where(table.c.id.in_([step.row_id for step in steps]), *untouched)
        .values(before)
        .returning(table.c.id)
    )
    return len(done.all())


def as_json(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _read(table: Table, values: Values) -> dict[str, Any]:
    return {name: read_value(table.c[name], value) for name, value in values.items()}


def read_value(column: Column[Any], value: Any) -> Any:  # noqa: ANN401  # whatever the column holds
    """A value as the column holds it, from how a step keeps it."""
    if value is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Words) and column.type.enum_class is not None:
        return column.type.enum_class(value)
    return value
