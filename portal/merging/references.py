"""Every column that names a person, read from the tables themselves, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlalchemy import Column, Table, UniqueConstraint

from portal.kernel.db import Model
from portal.kernel.slice import registry
from portal.kernel.words import worded
from portal.merging.below import merge_rules
from portal.merging.rules import MergeRule
from portal.people.models import Person


@dataclass(frozen=True)
class Reference:
    """A column that names a person, and what a merge does with it."""

    table: Table
    column: Column[int]
    rule: MergeRule

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    @cached_property
    def uniques(self) -> tuple[tuple[str, ...], ...]:
        """The other columns of each constraint or index by which a person appears only once."""
        return tuple(tuple(name for name in names if name != self.column.name) for names in self._uniques())

    def _uniques(self) -> Iterator[tuple[str, ...]]:
        groups: list[list[str]] = [
            [column.name for column in one.columns]
            for one in self.table.constraints
            if isinstance(one, UniqueConstraint)
        ]
        groups += [[column.name for column in one.columns] for one in self.table.indexes if one.unique]
        return (tuple(names) for names in groups if self.column.name in names)

    def words(self, count: int) -> str:
        """As in “3 bookings” or “2 certificates, as issued by”."""
        one, many = (worded(words) for words in self.rule.words or self._plain_words())
        return f"{count:,} {one if count == 1 else many}"

    def _plain_words(self) -> tuple[str, str]:
        thing = self.table.name.replace("_", " ")
        role = self.column.name.removesuffix("_id").replace("_", " ")
        tail = "" if role == "person" else f", as {role}"
        return f"{thing}{tail}", f"{thing}s{tail}"


@lru_cache(maxsize=4)
def _references(_tables: int) -> tuple[tuple[Table, Column[int]], ...]:
    person = Person.__table__
    return tuple(
        (table, column)
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table is person for key in column.foreign_keys)
    )


def list_references() -> list[Reference]:
    """Every reference with its rule, in the order of the tables."""
    rules = _rules()
    return [
        Reference(table, column, rules.get(name) or MergeRule(column=name))
        for table, column in _references(len(Model.metadata.tables))
        if (name := f"{table.name}.{column.name}")
    ]


def _rules() -> Mapping[str, MergeRule]:
    offered = (rule for offer in registry().providers("merge_rules") for rule in offer())
    return {rule.column: rule for rule in (*merge_rules(), *offered)}


def moves(references: Iterable[Reference], rows: Mapping[str, int]) -> list[str]:
    """As in “3 bookings”: what a merge would point at the person who stays."""
    return [one.words(rows[one.name]) for one in references if not one.rule.stays and rows.get(one.name)]
