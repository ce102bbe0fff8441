"""How long it is kept which files were looked at and never imported. Their rows go within a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from audits.register.domain import ImportState, RegisterKept
from audits.register.models import RegisterImport
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule


def _never_imported() -> Select[*tuple[Any, ...]]:
    return select(RegisterImport.id, RegisterImport.at.label("start")).where(
        RegisterImport.state != ImportState.APPLIED
    )


def _delete_files(ids: Sequence[int]) -> None:
    db.session.execute(delete(RegisterImport).where(RegisterImport.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="register-files",
        what="Register files that were looked at and not imported are forgotten",
        since="they were uploaded",
        period=lambda: in_force(RegisterKept).files,
        rows=_never_imported,
        purge=_delete_files,
    ),
)
