"""What belongs to a local area today, said by each room for its own tables, and taken to another area.

A room above hands over the provider `area_uses`, a function that answers with its `AreaUse`s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true, update

from portal.kernel import activity
from portal.kernel.access import Actor
from portal.kernel.db import Model, db
from portal.kernel.slice import registry
from portal.people.areas import Hanging
from portal.people.models import Post, School
from portal.people.scope import is_not_over


@dataclass(frozen=True, slots=True)
class AreaUse:
    """Rows of one table that name an area in `local_area_id`; what is over and past is not among them."""

    table: Any  # a model with that column
    one: str
    many: str
    still_does: Callable[[], ColumnElement[bool]] = true
    # The column that says whose record a row is; None for rows that are nobody's.
    whose: str | None = None

    def belong_to(self, area_id: int) -> ColumnElement[bool]:
        return and_(self.table.local_area_id == area_id, self.still_does())


def _own_uses() -> tuple[AreaUse, ...]:
    return (
        # Closed schools too: they may open again.
        AreaUse(School, "school", "schools"),
        # Posts that are over stay: they belonged to the area that it was.
        AreaUse(Post, "post", "posts", is_not_over, "person_id"),
    )


def _uses() -> list[AreaUse]:
    return [*_own_uses(), *(use for offer in registry().providers("area_uses") for use in offer())]


def list_hanging(area_id: int) -> list[Hanging]:
    """How much of each kind belongs to it, without kinds of which there is nothing. One statement."""
    uses = _uses()
    counts = (
        select(func.count(use.table.id)).where(use.belong_to(area_id)).scalar_subquery() for use in uses
    )
    row = db.session.execute(select(*counts)).one()
    return [Hanging(use.one, use.many, count) for use, count in zip(uses, row, strict=True) if count]


def move(actor: Actor, from_id: int, to_id: int) -> None:
    """Take all of it to another area, and write down of each row that it was."""
    for use in _uses():
        changed = db.session.execute(
            update(use.table)
            .where(use.belong_to(from_id))
            .values(local_area_id=to_id)
            .returning(use.table.id, *([getattr(use.table, use.whose)] if use.whose else []))
            .execution_options(synchronize_session=False)
        ).all()
        _write_down(actor, use.table, changed, (from_id, to_id))


def _write_down(actor: Actor, table: type[Model], changed: Sequence[Any], areas: tuple[int, int]) -> None:
    before, after = ({"local_area_id": area_id} for area_id in areas)
    whose = {row[0]: row[1] for row in changed if len(row) > 1}
    ids = sorted(row[0] for row in changed)
    activity.record_all(actor, "move_to_area", table, ids, whose=whose, before=before, after=after)
