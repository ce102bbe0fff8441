"""How long wordings of letters are kept that are no longer in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import aliased

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from portal.messages.domain import WordingsKept
from portal.messages.models import LetterText


def _superseded() -> Select[*tuple[Any, ...]]:
    """Every wording but the newest of its letter, from when the next one took its place."""
    later = aliased(LetterText)
    return (
        select(LetterText.id, func.min(later.written_at).label("start"))
        .join(later, (later.template == LetterText.template) & (later.version > LetterText.version))
        .group_by(LetterText.id)
    )


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(LetterText).where(LetterText.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="letter-wordings",
        what="Wordings of letters that newer ones have replaced are deleted",
        since="they were replaced",
        period=lambda: in_force(WordingsKept).wordings,
        rows=_superseded,
        purge=_delete,
    ),
)
