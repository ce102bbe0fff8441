"""Long work of the imports room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.imports.domain import RegisterMoved
from portal.imports.queries import files
from portal.imports.reading.packing import unpacked
from portal.imports.reading.table import Plan, batches
from portal.imports.services import applying, staging
from portal.kernel.cells import FileRefused
from portal.kernel.db import db, unit_of_work
from portal.kernel.work import Progress, Stopped
from portal.merging.domain import FoundBy
from portal.merging.finding import find_duplicates
from portal.merging.services import suggest


def read(payload: Mapping[str, Any], progress: Progress) -> None:
    """Read a file and compare it with the register. Safe to run twice: it begins at the beginning."""
    import_id: int = payload["import_id"]
    with unit_of_work():
        plan = staging.begin_reading(import_id)
    if plan is None:
        return
    try:
        progress.report(0, 0)
        _read_rows(import_id, plan, progress)
        _compare(import_id, progress)
    except FileRefused as refusal:
        db.session.rollback()
        with unit_of_work():
            staging.refuse(import_id, refusal)
    except Stopped:
        _note_stop(import_id)
        raise


def _read_rows(import_id: int, plan: Plan, progress: Progress) -> None:
    with unpacked(files.pieces_of(import_id)) as file:
        size = file.seek(0, 2)
        for batch in batches(file, plan):
            with unit_of_work():
                staging.keep_batch(import_id, batch)
            # The second half of the bar is the comparison.
            progress.report(min(batch.position, size) // 2, size)


def _compare(import_id: int, progress: Progress) -> None:
    taken = files.get_import(import_id)
    rows, done, tally = max(1, taken.rows), 0, staging.Tally()
    for steps in staging.plan_steps(taken):
        tally.add(steps)
        done += len(steps)
        with unit_of_work():
            staging.keep_steps(import_id, steps)
        progress.report(min(2 * rows, rows + done), 2 * rows)
    with unit_of_work():
        staging.finish_reading(import_id, tally)


def apply(payload: Mapping[str, Any], progress: Progress) -> None:
    """Carry out a preview, whole or not at all. Safe to run twice: what is applied is over."""
    import_id: int = payload["import_id"]
    try:
        progress.report(0, 0)
        with unit_of_work():
            added = applying.apply(import_id, progress.report_apart)
        _look_for_duplicates(added)
    except RegisterMoved:
        _look_again(import_id, progress)
    except Stopped:
        _note_stop(import_id)
        raise


def _look_for_duplicates(added: Sequence[int]) -> None:
    """Put new people who look like others to a person. The nightly search finds what a dead worker left."""
    # Found before anything is locked: it reads the whole workforce.
    found = list(find_duplicates(added, FoundBy.IMPORT)) if added else []
    if found:
        with unit_of_work():
            suggest(found)


def _look_again(import_id: int, progress: Progress) -> None:
    """The preview was of a register that has moved since: make it anew, and let people look again."""
    with unit_of_work():
        staging.forget_steps(import_id)
    try:
        _compare(import_id, progress)
    except Stopped:
        _note_stop(import_id)
        raise


def _note_stop(import_id: int) -> None:
    db.session.rollback()
    with unit_of_work():
        staging.stopped(import_id)
