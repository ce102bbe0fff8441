"""Files, their sources, and what they would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, undefer

from portal.imports.domain import ImportKind, ImportState, Outcome
from portal.imports.models import (
    FileChunk,
    FileImport,
    ImportProblem,
    ImportRow,
    ImportSource,
    ImportStep,
)
from portal.imports.queries.checking import is_abandoned
from portal.imports.reading.rows import StagedRow, Step
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.work import Work
from portal.people.models import Agency

# Rows that are compared with the register at once: a handful of statements for each batch.
BATCH = 5_000
# What somebody has to decide about, or to see that it came to nothing.
WAITING = (ImportState.RECEIVED, ImportState.READY, ImportState.REFUSED)
# These bring in every list; a lead only that of their agency.
RUNS_EVERY_IMPORT = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.TRAINING_LEAD)


def led_agencies(actor: Actor) -> frozenset[int] | None:
    """The agencies that this actor may import for; None for every one."""
    return None if actor.holds(*RUNS_EVERY_IMPORT) else actor.agencies_as(Role.AGENCY_LEAD)


def get_import(import_id: int, *, lock: bool = False) -> FileImport:
    """Raise `NotFound` when there is no such import."""
    statement = select(FileImport).where(FileImport.id == import_id)
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound
    return found


def get_visible_import(actor: Actor, import_id: int) -> FileImport:
    """With its source, headings and actor. Raises `NotFound` for one that this actor may not know of."""
    statement = (
        select(FileImport)
        .where(FileImport.id == import_id)
        .options(
            joinedload(FileImport.source),
            joinedload(FileImport.agency),
            joinedload(FileImport.actor),
            undefer(FileImport.headings),
            undefer(FileImport.samples),
        )
    )
    led = led_agencies(actor)
    found = db.session.scalar(statement if led is None else statement.where(FileImport.agency_id.in_(led)))
    if found is None:
        raise NotFound
    return found


def number_to_look_at(actor: Actor) -> ScalarSelect[int]:
    """How many files wait for somebody who may decide about them, or came to nothing."""
    return _seen_by(actor, select(func.count(FileImport.id)).where(waits_for_somebody())).scalar_subquery()


def waits_for_somebody() -> ColumnElement[bool]:
    return or_(FileImport.state.in_(WAITING), is_abandoned())


def select_imports(
    actor: Actor, kind: ImportKind | None, *, only_waiting: bool = False
) -> Select[FileImport]:
    """The files that this actor may know of, the latest first."""
    statement = (
        select(FileImport)
        .options(joinedload(FileImport.source), joinedload(FileImport.actor))
        .order_by(FileImport.at.desc(), FileImport.id.desc())
    )
    if only_waiting:
        statement = statement.where(waits_for_somebody())
    if kind is not None:
        statement = statement.where(FileImport.kind == kind)
    return _seen_by(actor, statement)


def _seen_by(actor: Actor, statement: Select[Any]) -> Select[Any]:
    led = led_agencies(actor)
    return statement if led is None else statement.where(FileImport.agency_id.in_(led))


def list_sources(actor: Actor, kind: ImportKind) -> Sequence[ImportSource]:
    statement = select(ImportSource).where(ImportSource.kind == kind).order_by(ImportSource.name)
    led = led_agencies(actor)
    if led is not None:
        statement = statement.where(ImportSource.agency_id.in_(led))
    return db.session.scalars(statement).all()


def get_source(actor: Actor, kind: ImportKind, source_id: int) -> ImportSource:
    """Raise `NotFound` when there is no such source, or none that this actor may use."""
    for source in list_sources(actor, kind):
        if source.id == source_id:
            return source
    raise NotFound


def find_source(kind: ImportKind, name: str, agency_id: int | None) -> ImportSource | None:
    return db.session.scalar(
        select(ImportSource)
        .where(
            ImportSource.kind == kind,
            ImportSource.name == name,
            ImportSource.agency_id.is_not_distinct_from(agency_id),
        )
        .order_by(ImportSource.id)
    )


def list_agencies(led: frozenset[int] | None) -> Sequence[Row[int, str]]:
    """The agencies whose list may be brought in."""
    statement = select(Agency.id, Agency.name).where(Agency.is_active).order_by(Agency.name)
    return db.session.execute(statement if led is None else statement.where(Agency.id.in_(led))).all()


def find_work(work_id: int | None) -> Work | None:
    return None if work_id is None else db.session.get(Work, work_id)


def has_pieces(import_id: int) -> bool:
    """Whether the file itself is still kept."""
    return bool(db.session.scalar(select(exists().where(FileChunk.import_id == import_id))))


def pieces_of(import_id: int) -> Iterator[bytes]:
    numbers = db.session.scalars(
        select(FileChunk.number).where(FileChunk.import_id == import_id).order_by(FileChunk.number)
    ).all()
    for number in numbers:
        yield db.session.scalars(
            select(FileChunk.data).where(FileChunk.import_id == import_id, FileChunk.number == number)
        ).one()


def staged_rows(import_id: int) -> Iterator[list[StagedRow]]:
    """What the rows of a file say, in batches and in their order."""
    last = 0
    while batch := db.session.execute(
        select(ImportRow.number, ImportRow.key, ImportRow.said, ImportRow.other_key)
        .where(ImportRow.import_id == import_id, ImportRow.number > last)
        .order_by(ImportRow.number)
        .limit(BATCH)
    ).all():
        yield [StagedRow(row[0], row[1], row[2], other_key=row[3]) for row in batch]
        last = batch[-1][0]


def steps_of(import_id: int, outcomes: Sequence[Outcome]) -> Iterator[list[Step]]:
    """What a file does, without what it leaves as it is, in batches."""
    last = 0
    columns = (ImportStep.number, ImportStep.outcome, ImportStep.name, ImportStep.subject_id)
    while batch := db.session.execute(
        select(*columns, ImportStep.post_id, ImportStep.values, ImportStep.before, ImportStep.id)
        .where(ImportStep.import_id == import_id, ImportStep.outcome.in_(outcomes), ImportStep.id > last)
        .order_by(ImportStep.id)
        .limit(BATCH)
    ).all():
        names = ("number", "outcome", "name", "subject_id", "post_id", "values", "before")
        yield [Step(**dict(zip(names, row, strict=False))) for row in batch]
        last = batch[-1][-1]


def select_steps(import_id: int, outcome: Outcome) -> Select[ImportStep]:
    return (
        select(ImportStep)
        .where(ImportStep.import_id == import_id, ImportStep.outcome == outcome)
        .order_by(ImportStep.number, ImportStep.id)
    )


def select_problems(import_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(ImportProblem.number, ImportProblem.column, ImportProblem.reason)
        .where(ImportProblem.import_id == import_id)
        .order_by(ImportProblem.number, ImportProblem.id)
    )


def count_refused(import_id: int) -> int:
    rows = select(func.count(ImportProblem.number.distinct())).where(ImportProblem.import_id == import_id)
    return db.session.scalar(rows) or 0
