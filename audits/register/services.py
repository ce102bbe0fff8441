"""Changes to the register. Callers commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from audits.register import queries
from audits.register.changes import Changes, RegisterRow, Stored, changes_of, new_links
from audits.register.changes import differences as changed_values
from audits.register.domain import (
    AlreadyDeclared,
    AssessmentStatus,
    DeclareTie,
    ImportLimits,
    ImportState,
    LinkKind,
    NotWaiting,
    RegisterMoved,
    StageFile,
    UnknownPerson,
)
from audits.register.models import Assessment, AssessmentLink, RegisterImport
from audits.register.reading import TextRow, read_table
from audits.register.schema import HEADER, people_named, read_rows
from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, require
from portal.kernel.activity import Told
from portal.kernel.cells import FileRefused, Problem
from portal.kernel.db import db
from portal.kernel.differences import differences as as_logged
from portal.kernel.text import plural

# How long a file that was looked at waits to be applied.
KEPT_FOR = timedelta(hours=24)
DEFAULTS: dict[str, Any] = {
    "team": "",
    "lead_practitioner_id": None,
    "closed_on": None,
    "status": AssessmentStatus.OPEN,
    "is_repeat_entry": False,
    "on_hold": False,
}


def stage_file(actor: Actor, command: StageFile, limits: ImportLimits | None = None) -> RegisterImport:
    """Look at a file and keep its rows ready; nothing in the register changes yet.

    Raises `FileRefused` with row, column and reason when any cell cannot be read: a file is
    imported whole or not at all, and nothing of a refused one is kept.
    """
    require(actor, Permission.REGISTER_MANAGE)
    limits = limits or ImportLimits()
    table = read_table(command.data, HEADER, limits)
    if not table.rows:
        raise FileRefused("The file has a header and no rows")
    changes = _changes_of(table.rows, table.problems, limits)
    staged = RegisterImport(
        file_name=command.file_name[:100],
        sha256=hashlib.sha256(command.data).hexdigest(),
        state=ImportState.STAGED,
        rows=len(table.rows),
        added=len(changes.added),
        changed=len(changes.changed),
        unchanged=changes.unchanged,
        at=clock.now(),
        actor_id=actor.person_id,
        staged=[{"row": str(row.number), **row.cells} for row in table.rows],
    )
    db.session.add(staged)
    activity.record(
        actor, "check_register_file", staged, sha256=staged.sha256, before={}, after={"rows": staged.rows}
    )
    return staged


def _changes_of(rows: Sequence[TextRow], problems: Sequence[Problem], limits: ImportLimits) -> Changes:
    known = queries.get_known(people_named(rows))
    read, found = read_rows(rows, known)
    if problems or found:
        faults = _first_of_each_cell([*problems, *found])
        refused = len({problem.row for problem in faults})
        raise FileRefused(
            f"Nothing was imported: {plural(refused, 'row')} of {len(rows):,} cannot be read",
            faults[: limits.problems],
            rows=refused,
        )
    return changes_of(read, queries.find_stored({row.reference for row in read}))


def _first_of_each_cell(problems: Iterable[Problem]) -> list[Problem]:
    """By row; of a cell that was cut because it was too long only that is said."""
    firsts: dict[tuple[int, str], Problem] = {}
    for problem in problems:
        firsts.setdefault((problem.row, problem.column), problem)
    return sorted(firsts.values(), key=lambda problem: problem.row)


def preview(staged: RegisterImport) -> Changes:
    """What a waiting file would change now. Raises `RegisterMoved` when it can no longer be read."""
    try:
        return _changes_of([_text_row(cells) for cells in staged.staged], (), ImportLimits())
    except FileRefused as error:
        raise RegisterMoved from error


def is_waiting(staged: RegisterImport) -> bool:
    return staged.state is ImportState.STAGED and clock.now() - staged.at <= KEPT_FOR


def apply_file(actor: Actor, import_id: int) -> RegisterImport:
    """Do what the preview said, in one transaction; the same file twice changes nothing.

    The file is read again against the register as it is now: an agency may have gone since.
    """
    staged = queries.get_import(import_id, lock=True)
    require(actor, Permission.REGISTER_MANAGE, staged)
    if not is_waiting(staged):
        raise NotWaiting
    changes = preview(staged)
    _write(changes)
    _log_changes(actor, staged, changes.changed)
    staged.state, staged.applied_at, staged.staged = ImportState.APPLIED, clock.now(), []
    staged.added, staged.changed, staged.unchanged = (
        len(changes.added),
        len(changes.changed),
        changes.unchanged,
    )
    names = [row.reference for _, row in changes.changed][:100]
    after = {"state": staged.state.value, **_numbers(staged)}
    activity.record(
        actor,
        "import_register",
        staged,
        changed=names,
        before={"state": ImportState.STAGED.value},
        after=after,
    )
    return staged


def _numbers(staged: RegisterImport) -> dict[str, int]:
    return {"added": staged.added, "changed": staged.changed, "unchanged": staged.unchanged}


def _log_changes(actor: Actor, staged: RegisterImport, changed: Sequence[tuple[Stored, RegisterRow]]) -> None:
    """What stood in the register before a file said otherwise, assessment by assessment."""
    told = []
    for stored, row in changed:
        said = changed_values(stored, row)
        before = {name: stored.values.get(name) for name in said}
        told.append(Told(stored.id, *as_logged(before, said)))
    activity.record_each(actor, "change_assessment", Assessment, told, import_id=staged.id)


def _text_row(cells: dict[str, str]) -> TextRow:
    return TextRow(int(cells["row"]), {name: cell for name, cell in cells.items() if name != "row"})


def _write(changes: Changes) -> None:
    if changes.added:
        added = [DEFAULTS | dict(row.values) | {"reference": row.reference} for row in changes.added]
        db.session.execute(insert(Assessment), added)
    values = [{"id": stored.id, **row.values} for stored, row in changes.changed if row.values]
    if values:
        db.session.execute(update(Assessment), values)
    linked = [row for row in changes.added if new_links(None, row)]
    ids = queries.find_ids({row.reference for row in linked})
    _add_links([(ids[row.reference], new_links(None, row)) for row in linked])
    _add_links([(stored.id, new_links(stored, row)) for stored, row in changes.changed])


def _add_links(wanted: Iterable[tuple[int, Mapping[LinkKind, frozenset[int]]]]) -> None:
    links = [
        {"assessment_id": assessment_id, "person_id": person_id, "kind": kind}
        for assessment_id, kinds in wanted
        for kind, people in kinds.items()
        for person_id in sorted(people)
    ]
    if links:
        db.session.execute(insert(AssessmentLink), links)


def discard_file(actor: Actor, import_id: int) -> None:
    """Throw away a file that was looked at; its rows are gone at once."""
    staged = queries.get_import(import_id, lock=True)
    require(actor, Permission.REGISTER_MANAGE, staged)
    if staged.state is not ImportState.STAGED:
        raise NotWaiting
    _discard(actor, staged)


def forget_files() -> int:
    """Throw away what was looked at and left lying. Safe to run twice."""
    forgotten = queries.list_forgotten_imports(clock.now() - KEPT_FOR)
    for staged in forgotten:
        _discard(SYSTEM, staged)
    return len(forgotten)


def _discard(actor: Actor, staged: RegisterImport) -> None:
    before, staged.state, staged.staged = staged.state, ImportState.DISCARDED, []
    after = {"state": staged.state.value}
    activity.record(actor, "discard_register_file", staged, before={"state": before.value}, after=after)


def declare_tie(actor: Actor, command: DeclareTie) -> AssessmentLink:
    """Note that somebody has a personal tie to the family or worker: they will never audit this one."""
    assessment = queries.get_assessment(command.assessment_id)
    require(actor, Permission.REGISTER_MANAGE, assessment)
    person_id = queries.find_person_id(command.person_reference)
    if person_id is None:
        raise UnknownPerson
    if queries.find_link(assessment.id, person_id, LinkKind.DECLARED):
        raise AlreadyDeclared
    link = AssessmentLink(assessment_id=assessment.id, person_id=person_id, kind=LinkKind.DECLARED)
    db.session.add(link)
    tie = LinkKind.DECLARED.value
    activity.record(actor, "declare_tie", assessment, person_id=person_id, before={}, after={"tie": tie})
    return link


def remove_link(actor: Actor, assessment_id: int, person_id: int, kind: LinkKind) -> None:
    """Correct a mistake; the log keeps that it was there."""
    assessment = queries.get_assessment(assessment_id)
    require(actor, Permission.REGISTER_MANAGE, assessment)
    link = queries.get_link(assessment_id, person_id, kind)
    db.session.delete(link)
    before = {"tie": kind.value}
    activity.record(actor, "remove_link", assessment, person_id=person_id, before=before, after={})
