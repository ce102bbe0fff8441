"""Doing what a preview says: all of it in one transaction, or nothing. Callers commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import delete

from portal.imports.domain import (
    Apply,
    EndsMany,
    ImportKind,
    ImportRules,
    ImportState,
    NothingToDo,
    NotThere,
    Outcome,
    RegisterMoved,
)
from portal.imports.models import ExternalKey, FileChunk, FileImport, ImportRow
from portal.imports.queries import files
from portal.imports.reading.rows import Step
from portal.imports.services import agencies, schools
from portal.imports.services.hiring import WorkforceWriter
from portal.imports.services.staging import Tally, plan_steps
from portal.imports.services.taking import APPLY
from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, require
from portal.kernel.activity import Activity
from portal.kernel.bulk import add_rows, refresh_statistics
from portal.kernel.db import Model, db
from portal.kernel.rules import in_force
from portal.people.models import Agency, Person, Post, School, SearchEntry, SearchKey

Say = Callable[[int, int], None]
# PostgreSQL plans a statement for the table as it was when last counted, and keeps the plan: made for an
# empty one, it reads 150,000 keys for every batch. So it counts anew whenever twice as much was written.
LOOK_AGAIN_AT = 5_000
GROWING: Sequence[type[Model]] = (Person, Post, ExternalKey, SearchEntry, SearchKey)
WRITES = (Outcome.ADDED, Outcome.CHANGED, Outcome.ENDED)
VERBS = {Outcome.ADDED: "import_add", Outcome.CHANGED: "import_change", Outcome.ENDED: "import_close"}
# What ends is a post, and never a person.
VERBS_OF_PEOPLE = VERBS | {Outcome.ENDED: "import_end_post"}


class Writer(Protocol):
    """Writes steps, a batch at a time; `added` are the people who are new."""

    @property
    def table(self) -> type[Model]:
        """What the log says was touched."""

    @property
    def added(self) -> Sequence[int]: ...

    def write(self, steps: Sequence[Step]) -> Iterable[tuple[Step, int]]: ...

    def finish(self) -> None: ...


def ask_to_apply(actor: Actor, command: Apply) -> FileImport:
    """Have the preview carried out. Raises `NotThere`, `NothingToDo` or `EndsMany`."""
    files.get_visible_import(actor, command.import_id)
    taken = files.get_import(command.import_id, lock=True)
    require(actor, Permission.IMPORT_RUN, taken)
    if taken.state is not ImportState.READY:
        raise NotThere
    if not (taken.added or taken.changed or taken.ended):
        raise NothingToDo
    if ends_many(taken) and not command.may_end_many:
        raise EndsMany
    taken.state, taken.message = ImportState.APPLYING, ""
    made = work.defer(APPLY, import_id=taken.id)
    db.session.flush()
    taken.work_id, taken.actor_id = made.id, actor.person_id
    activity.record(
        actor,
        "apply_import",
        taken,
        many=command.may_end_many,
        before={"state": ImportState.READY.value},
        after={"state": taken.state.value},
    )
    return taken


def ends_many(taken: FileImport) -> bool:
    """Whether a whole list would end so many posts that somebody must say that this is meant."""
    return taken.missing > taken.posts_before * in_force(ImportRules).largest_ending


def apply(import_id: int, say: Say) -> Sequence[int]:
    """Carry the preview out; answers the ids of people who are new. Safe to run twice.

    Raises `RegisterMoved` when the register would now be changed in another way than was shown.
    """
    taken = files.get_import(import_id, lock=True)
    if taken.state is not ImportState.APPLYING:
        return ()
    total = 2 * (taken.rows + taken.missing)
    compared = _compare(taken, lambda done: say(done, total))
    actor = Actor(person_id=taken.actor_id)
    done, look_again_at = 0, LOOK_AGAIN_AT
    writer = WRITERS[taken.kind](taken)
    for steps in files.steps_of(import_id, WRITES):
        _log(actor, taken, writer.table, writer.write(steps))
        done += len(steps)
        if done >= look_again_at:
            refresh_statistics(*GROWING)
            look_again_at *= 2
        say(compared + done, total)
    writer.finish()
    # Rows that were refused can be downloaded, to be mended, for as long as files are kept.
    for table in (ImportRow,) if taken.refused else (FileChunk, ImportRow):
        db.session.execute(delete(table).where(table.import_id == import_id))
    taken.state, taken.applied_at = ImportState.APPLIED, clock.now()
    numbers = {name: getattr(taken, name) for name in ("added", "changed", "ended", "unchanged", "refused")}
    before = {"state": ImportState.APPLYING.value}
    after = {"state": taken.state.value, **numbers}
    activity.record(actor, "import", taken, kind=taken.kind.value, before=before, after=after)
    return list(writer.added)


def _compare(taken: FileImport, say: Callable[[int], None]) -> int:
    tally, done = Tally(), 0
    for steps in plan_steps(taken):
        tally.add(steps)
        done += len(steps)
        say(done)
    if tally.digest != taken.digest:
        raise RegisterMoved
    return done


class _Schools:
    table: type[Model] = School
    # A list of schools or agencies brings no people.
    added: Sequence[int] = ()

    def __init__(self, taken: FileImport) -> None:
        self._taken = taken

    def write(self, steps: Sequence[Step]) -> Iterable[tuple[Step, int]]:
        return schools.write(steps)

    def finish(self) -> None:
        """Nothing is left to do."""


class _Agencies(_Schools):
    table: type[Model] = Agency

    def write(self, steps: Sequence[Step]) -> Iterable[tuple[Step, int]]:
        return agencies.write(self._taken, steps)


WRITERS: Mapping[ImportKind, Callable[[FileImport], Writer]] = {
    ImportKind.WORKFORCE: WorkforceWriter,
    ImportKind.AGENCIES: _Agencies,
    ImportKind.SCHOOLS: _Schools,
}


def _log(actor: Actor, taken: FileImport, table: type[Model], done: Iterable[tuple[Step, int]]) -> None:
    """One entry for each thing that was touched, with what stood there before."""
    verbs = VERBS_OF_PEOPLE if table is Person else VERBS
    shared = {"at": clock.now(), "actor_id": actor.person_id, "subject_kind": table.__tablename__}
    rows = (
        {
            "verb": verbs[step.outcome],
            "subject_id": subject_id,
            "person_id": subject_id if table is Person else None,
            "details": {"import_id": taken.id, "after": step.values, "before": step.before},
            "reason": "",
        }
        for step, subject_id in done
    )
    add_rows(Activity, ({**shared, **row} for row in rows))
