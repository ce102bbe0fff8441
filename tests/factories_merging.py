"""Builders of rows about duplicates."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.merging import services
from portal.merging.domain import FoundBy, Merge, Side, UndoMerge
from portal.merging.models import PersonMerge, PossibleDuplicate
from tests.factories import a_person, a_post, actor_of, an_agency, saved, someone


def a_pair(first=None, second=None, **given) -> PossibleDuplicate:
    """A saved pair that waits to be decided."""
    people = sorted((first or saved(a_person()), second or saved(a_person())), key=lambda one: one.id)
    made = {"why": "Same name", "found_by": FoundBy.IMPORT, "found_at": clock.now()}
    made |= {"likelihood": 75, **given}
    return saved(PossibleDuplicate(first_id=people[0].id, second_id=people[1].id, **made))


def a_colleague(agency=None, **given):
    """A saved person with a post."""
    person = saved(a_person(**given))
    saved(a_post(person, agency or saved(an_agency())))
    return person


def merged(pair, keep=Side.FIRST, actor=None, **given) -> PersonMerge:
    """Merge a pair as a coordinator would."""
    with unit_of_work():
        return services.merge(actor or a_coordinator(), Merge(pair_id=pair.id, keep=keep, **given))


def undone(merge, actor=None) -> int:
    """Undo a merge as a coordinator would."""
    with unit_of_work():
        return services.undo_merge(actor or a_coordinator(), UndoMerge(merge.id, "A mistake"))


def a_coordinator():
    return actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)


def everything(*tables) -> dict[str, list[tuple[object, ...]]]:
    """What these tables hold, row by row, to compare before and after."""
    db.session.commit()
    ordered = {table.name: table.select().order_by(*table.primary_key) for table in tables}
    return {name: [tuple(row) for row in db.session.execute(rows)] for name, rows in ordered.items()}
