"""Two files of one agency's list in the demo partnership: one applied, and one that waits for a decision.

Nobody is added to the partnership by the first; what the second would do, somebody may try.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from sqlalchemy import select

from portal.imports.domain import Apply, Choices, ImportKind, NameColumns, TakeFile
from portal.imports.models import FileImport
from portal.imports.queries import files
from portal.imports.reading.packing import pack, unpacked
from portal.imports.reading.table import batches
from portal.imports.services import applying, staging, taking
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.kernel.work import Work, WorkState
from portal.people.demo.cast import find_cast
from portal.people.models import Person, Post

# After the people, and after duplicates were made of some of them.
ORDER = 13
SOURCE = "The agency’s own staff list"
HEAD = (
    "Person reference",
    "First name",
    "Surname",
    "Telephone",
    "Position",
    "Team",
    "Start date",
    "End date",
)
LISTED = 12
NEWCOMERS = (
    ("", "Amira", "Example", "01632 960001", "Health visitor", "East", "02/02/2026", ""),
    ("", "Bryn", "Example", "01632 960002", "Volunteer", "East", "05/01/2026", ""),
)
# One line for each of the things that lists usually have wrong.
WRONG = (
    ("", "Cai", "Example", "01632 960003", "Nursery nurse", "East", "31/02/2026", ""),
    ("NOBODY-1", "Dee", "Example", "01632 960004", "Family worker", "East", "05/01/2026", ""),
)


def load(plan: DemoPlan) -> None:
    cast = find_cast()
    agency_id, actor = cast["agency-lead"].agency_id, cast["coordinator"].actor
    staff = _staff(agency_id)
    first = _take(actor, agency_id, "staff-list-january.csv", [_row(one, "North") for one in staff])
    applying.ask_to_apply(actor, Apply(first.id))
    applying.apply(first.id, lambda _done, _of: None)
    _is_done(first)
    later = [_row(one, "North and West" if number % 3 else "North") for number, one in enumerate(staff)]
    _take(actor, agency_id, "staff-list-february.csv", [*later, *NEWCOMERS, *WRONG])
    plan.say("2 lists came in: one is imported, one waits")


def _staff(agency_id: int) -> Sequence[Any]:
    """Some who work there today; nobody of the demo's own cast, whom people sign in as."""
    cast = [player.person_id for player in find_cast().values()]
    statement = (
        select(Person.reference, Person.given_name, Person.family_name, Person.phone, Post.job_title)
        .join(Post, Post.person_id == Person.id)
        .where(Post.agency_id == agency_id, Post.ended_on.is_(None), Person.id.not_in(cast))
        .order_by(Post.id)
        .limit(LISTED)
    )
    return db.session.execute(statement).all()


def _row(person: Any, team: str) -> tuple[str, ...]:  # noqa: ANN401  # a row of the database
    return (*person, team, "", "")


def _take(actor: Actor, agency_id: int, name: str, rows: Iterable[Sequence[str]]) -> FileImport:
    """What the pages and the worker do with a file, in the transaction of whoever calls."""
    text = StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    command = TakeFile(ImportKind.WORKFORCE, source_name=SOURCE, choices=Choices(agency_id=agency_id))
    taken = taking.take_file(actor, command, pack(name, BytesIO(text.getvalue().encode())))
    db.session.flush()
    taking.name_columns(actor, NameColumns(taken.id, dict(taken.mapping)))
    _read(taken)
    _is_done(taken)
    return taken


def _read(taken: FileImport) -> None:
    plan = staging.begin_reading(taken.id)
    if plan is None:
        return
    with unpacked(files.pieces_of(taken.id)) as file:
        for batch in batches(file, plan):
            staging.keep_batch(taken.id, batch)
    db.session.refresh(taken)
    tally = staging.Tally()
    for steps in staging.plan_steps(taken):
        tally.add(steps)
        staging.keep_steps(taken.id, steps)
    staging.finish_reading(taken.id, tally)
    db.session.flush()


def _is_done(taken: FileImport) -> None:
    """The worker has nothing left to do."""
    if taken.work_id is not None:
        db.session.get_one(Work, taken.work_id).state = WorkState.DONE
