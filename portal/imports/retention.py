"""How long the portal keeps files of lists and what was read from them: they hold people's names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from portal.imports.domain import ImportState, KeptImports
from portal.imports.models import FileImport
from portal.imports.services.taking import purge
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule

AT_WORK = [state for state in ImportState if state.is_at_work]


def _files() -> Select[*tuple[Any, ...]]:
    """Those of which something is left; what is being read or applied waits until that is over."""
    return select(FileImport.id, FileImport.at.label("start")).where(
        FileImport.is_purged.is_(False), FileImport.state.not_in(AT_WORK)
    )


def _purge(ids: Sequence[int]) -> None:
    for taken in db.session.scalars(select(FileImport).where(FileImport.id.in_(ids))):
        purge(taken)
        if taken.state is not ImportState.APPLIED:
            taken.state = ImportState.DISCARDED


RETENTION = (
    RetentionRule(
        name="import-files",
        what="Files of lists and their rows are deleted; how many rows did what stays",
        since="they were taken in",
        period=lambda: in_force(KeptImports).days,
        rows=_files,
        purge=_purge,
    ),
)
