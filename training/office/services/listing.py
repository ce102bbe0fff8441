"""Putting a list of people together. Callers commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.changes import AddPerson
from portal.people.services.people import add_person
from training.catalogue.queries import get_event_to_show
from training.office import queries
from training.office.domain import (
    Added,
    Line,
    ListIsClosed,
    ListState,
    Matched,
    NobodyChosen,
    NothingRead,
    OfficeRules,
    SaveList,
    TooManyPeople,
)
from training.office.finding import match
from training.office.models import OfficeList, OfficeRow


def add_people(actor: Actor, event_id: int, person_ids: Collection[int]) -> Added:
    """People chosen from the list of those this actor may book. Raises `NotFound` for anybody else."""
    if not person_ids:
        raise NobodyChosen
    known = queries.list_known(actor, set(person_ids))
    if len(known) < len(set(person_ids)):
        raise NotFound
    found = [Matched(Line(0), (person_id,), is_sure=True) for person_id in known]
    return _add(actor, event_id, found, field="people")


def add_lines(actor: Actor, event_id: int, lines: Sequence[Line], *, field: str) -> Added:
    """People as they were pasted or uploaded; whoever is not sure to be meant waits for a decision."""
    if not lines:
        raise NothingRead(field=field)
    if len(lines) > in_force(OfficeRules).most_people:
        raise TooManyPeople(in_force(OfficeRules).most_people, field)
    return _add(actor, event_id, match(actor, lines), field=field)


def _add(actor: Actor, event_id: int, found: Sequence[Matched], *, field: str) -> Added:
    require(actor, Permission.BOOKING_OFFICE)
    chosen = _open_list(actor, event_id)
    rows = queries.list_rows(chosen.id)
    new = _new_rows(chosen.id, rows, found)
    most, after = in_force(OfficeRules).most_people, len(rows) + len(new)
    if after > most:
        raise TooManyPeople(most, field)
    add_rows(OfficeRow, new)
    _note(actor, chosen, "add_to_office_list", before={"people": len(rows)}, after={"people": after})
    return Added(chosen.id, len(new), len(found) - len(new))


def _new_rows(list_id: int, rows: Sequence[OfficeRow], found: Iterable[Matched]) -> list[dict[str, object]]:
    """Whoever, or whatever line, is not on the list yet."""
    known: set[object] = {row.person_id or row.typed for row in rows}
    new = []
    for one in found:
        row = _row(list_id, one)
        key = row["person_id"] or row["typed"]
        if key not in known:
            known.add(key)
            new.append(row)
    return new


def _row(list_id: int, one: Matched) -> dict[str, object]:
    return {
        "list_id": list_id,
        "number": one.line.number,
        "typed": one.line.typed,
        "candidates": len(one.person_ids),
        "person_id": one.person_ids[0] if one.is_sure else None,
        "access_needs": one.line.access_needs,
    }


def _open_list(actor: Actor, event_id: int) -> OfficeList:
    event = get_event_to_show(event_id)
    found = queries.find_open_list(actor, event.id, lock=True)
    if found is None:
        found = OfficeList(event_id=event.id, made_by_id=actor.person_id, made_at=clock.now())
        db.session.add(found)
        db.session.flush()
    found.checked_at = None
    return found


def get_open_list(actor: Actor, list_id: int) -> OfficeList:
    """The list, locked. Raises `ListIsClosed` once it was booked or thrown away."""
    require(actor, Permission.BOOKING_OFFICE)
    found = queries.get_list(actor, list_id, lock=True)
    if found.state is not ListState.OPEN:
        raise ListIsClosed
    return found


def save_list(actor: Actor, command: SaveList) -> OfficeList:
    """Write down what was said about each person. Rows that are not of this list are passed over."""
    chosen = get_open_list(actor, command.list_id)
    before = {"mode": chosen.mode.value}
    chosen.mode, chosen.checked_at = command.mode, None
    for row in queries.list_rows(chosen.id):
        said = command.rows.get(row.id)
        if said is not None:
            row.access_needs, row.despite_clash = said.access_needs, said.despite_clash
            row.is_left_out = said.is_left_out
    _note(actor, chosen, "change_office_list", before=before, after={"mode": chosen.mode.value})
    return chosen


def decide(actor: Actor, list_id: int, row_id: int, person_id: int) -> None:
    """Somebody is meant by a line. Raises `NotFound` for somebody this actor may not book."""
    chosen = get_open_list(actor, list_id)
    row = queries.get_row(actor, list_id, row_id)
    if not queries.list_known(actor, [person_id]):
        raise NotFound
    _settle(actor, chosen, row, person_id)


def add_newcomer(actor: Actor, list_id: int, row_id: int, command: AddPerson) -> None:
    """A line means somebody who is not in the portal yet: they are added as the room of people allows."""
    chosen = get_open_list(actor, list_id)
    row = queries.get_row(actor, list_id, row_id)
    _settle(actor, chosen, row, add_person(actor, command).id)


def _settle(actor: Actor, chosen: OfficeList, row: OfficeRow, person_id: int) -> None:
    """The line becomes this person; if they are on the list already, it says nothing new and goes."""
    others = queries.list_rows(chosen.id)
    if any(one.person_id == person_id and one.id != row.id for one in others):
        db.session.delete(row)
    else:
        row.person_id, row.is_left_out = person_id, False
    chosen.checked_at = None
    _note(actor, chosen, "change_office_list", before={"undecided": row.id}, after={"person": person_id})


def leave_out(actor: Actor, list_id: int, row_id: int) -> None:
    """Nobody is booked for this line."""
    chosen = get_open_list(actor, list_id)
    row = queries.get_row(actor, list_id, row_id)
    row.is_left_out, chosen.checked_at = True, None
    _note(actor, chosen, "change_office_list", before={"left_out": False}, after={"left_out": True})


def discard(actor: Actor, list_id: int) -> OfficeList:
    """Throw a list away that was not booked."""
    chosen = get_open_list(actor, list_id)
    chosen.state = ListState.DISCARDED
    _note(actor, chosen, "discard_office_list", before={"state": "open"}, after={"state": "discarded"})
    return chosen


def _note(actor: Actor, chosen: OfficeList, verb: str, *, before: object, after: object) -> None:
    activity.record(actor, verb, chosen, event_id=chosen.event_id, before=before, after=after)
