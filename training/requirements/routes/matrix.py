"""People and how they stand, for whoever answers for them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.exports import read_format, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import count_rows, paged, read_page_number, streamed
from training.requirements.domain import LATE, State
from training.requirements.queries import people, records
from training.requirements.queries.people import PRESSING, MatrixFilter
from training.requirements.routes.blueprint import bp
from training.requirements.services import exporting

HEAD = ("Reference", "Given name", "Family name", "Agency", "Required training", "Stands", "By", "Completed")
# What the list can be narrowed to, by word.
NARROWED = {
    "late": ("Overdue or expired", LATE),
    "pressing": ("Overdue, expired or to renew now", PRESSING),
    "due": ("Due, or begun", frozenset({State.DUE, State.IN_PROGRESS})),
    "current": ("Current", frozenset({State.CURRENT, State.RENEW})),
    "excused": ("Exempt or extended", frozenset({State.EXEMPT, State.EXTENDED})),
}


@bp.get("/training/requirements/people")
@access(Permission.BOOKING_OFFICE)
def list_people() -> ResponseReturnValue:
    actor, chosen = current_actor(), _chosen()
    page = paged(people.select_people(actor, chosen), read_page_number(request.args))
    ids = [one.id for one in page.items]
    standings = people.map_standings(ids, chosen.requirement_id)
    names = records.list_names()
    return render_template(
        "requirements/list_people.html",
        page=page,
        standings=standings,
        columns=[one for one in names if chosen.requirement_id in {None, one[0]}],
        workplaces=people.map_workplaces(actor, ids),
        chosen=chosen,
        state=request.args.get("state", ""),
        offered={
            "agency": people.list_agencies(actor),
            "school": people.list_schools(actor),
            "requirement": names,
            "state": _states(),
        },
    )


def _states() -> Iterable[tuple[str, str]]:
    return [(key, label) for key, (label, _) in NARROWED.items()]


def _chosen() -> MatrixFilter:
    asked = request.args
    return MatrixFilter(
        name=asked.get("name", "").strip(),
        agency_id=_number(asked.get("agency", "")),
        school_id=_number(asked.get("school", "")),
        requirement_id=_number(asked.get("requirement", "")),
        states=NARROWED.get(asked.get("state", ""), ("", frozenset[State]()))[1],
    )


def _number(typed: str) -> int | None:
    """An id as the database can hold it; nothing for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID else None


# Digits that surely fit a column of ids.
LONGEST_ID = 18


@bp.post("/training/requirements/people/export")
@access(Permission.BOOKING_OFFICE)
@reads_first
def export_people() -> Response:
    """How people stand leaves the portal: the log says who took it, and of how many."""
    actor, chosen, kind = current_actor(), _chosen(), read_format(request.form.get("format", ""))
    with unit_of_work():
        count = count_rows(people.select_people(actor, chosen))
        exporting.note_export(actor, chosen, kind.value, count)
    return table_response(kind, "required-training", HEAD, _rows(actor, chosen))


def _rows(actor: Actor, chosen: MatrixFilter) -> Iterable[tuple[object, ...]]:
    for row in streamed(people.select_export(actor, chosen)):
        yield (*row[:5], row[5].label, *row[6:])
