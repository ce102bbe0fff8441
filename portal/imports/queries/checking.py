"""What is wrong with files: asked by the checks and the home page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from portal.imports.domain import ImportState, Outcome
from portal.imports.models import FileChunk, FileImport, ImportProblem, ImportRow, ImportStep
from portal.kernel.db import db
from portal.kernel.work import Work, WorkState

AT_WORK = [state for state in ImportState if state.is_at_work]
# Those whose steps are kept one by one; refused rows are counted by their problems.
COUNTED = (Outcome.ADDED, Outcome.CHANGED, Outcome.ENDED, Outcome.UNCHANGED)


def is_abandoned() -> ColumnElement[bool]:
    """At work, and the work has ended without an answer."""
    alive = exists().where(
        Work.id == FileImport.work_id, Work.state.in_((WorkState.WAITING, WorkState.RUNNING))
    )
    return and_(FileImport.state.in_(AT_WORK), ~alive)


def list_abandoned() -> Iterator[tuple[int, ImportState]]:
    rows = select(FileImport.id, FileImport.state).where(is_abandoned()).order_by(FileImport.id)
    yield from ((import_id, state) for import_id, state in db.session.execute(rows))


def list_left_over() -> Iterator[tuple[int, str]]:
    tables: tuple[tuple[Any, str], ...] = (
        (FileChunk, "its file"),
        (ImportRow, "what its rows say"),
        (ImportStep, "what its rows did"),
        (ImportProblem, "why rows were refused"),
    )
    for table, what in tables:
        over: ColumnElement[bool] = FileImport.is_purged.is_(True)
        if table is ImportRow:
            over = or_(over, FileImport.state == ImportState.APPLIED)
        rows = select(FileImport.id).where(over, exists().where(table.import_id == FileImport.id))
        yield from ((import_id, what) for import_id in db.session.scalars(rows.order_by(FileImport.id)))


def list_miscounted() -> Iterator[tuple[int, Outcome, int, int]]:
    for outcome in COUNTED:
        said = getattr(FileImport, outcome.value)
        kept = (
            select(func.count())
            .where(ImportStep.import_id == FileImport.id, ImportStep.outcome == outcome)
            .scalar_subquery()
        )
        rows = db.session.execute(
            select(FileImport.id, said, kept)
            .where(
                FileImport.state.in_((ImportState.READY, ImportState.APPLIED)),
                FileImport.is_purged.is_(False),
                said != kept,
            )
            .order_by(FileImport.id)
        )
        yield from ((import_id, outcome, stated, found) for import_id, stated, found in rows)
