"""How long a merge keeps the details of both people. That they were merged, and by whom, stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, cast, or_, select, update

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from portal.merging.domain import MergesKept
from portal.merging.models import PersonMerge
from portal.people.models import Person

DETAILS = (PersonMerge.kept_before, PersonMerge.kept_after, PersonMerge.lost_before, PersonMerge.lost_after)


def _with_details() -> Select[*tuple[Any, ...]]:
    lost = or_(Person.email.is_not(None), Person.phone != "", Person.address != "")
    still_lost = Person.merged_into_id.is_not(None)
    return (
        select(PersonMerge.id, PersonMerge.merged_at.label("start"))
        .join(Person, Person.id == PersonMerge.lost_id)
        .where(or_(*(cast(column, String) != "{}" for column in DETAILS), still_lost & lost))
    )


def _blank_details(ids: Sequence[int]) -> None:
    """An undo after this moves every row back and leaves the details of both as they are."""
    lost = select(PersonMerge.lost_id).where(PersonMerge.id.in_(ids))
    blank = {"email": None, "phone": "", "address": "", "contact_by": None, "contact_purged": True}
    db.session.execute(
        update(Person).where(Person.id.in_(lost), Person.merged_into_id.is_not(None)).values(blank)
    )
    nothing: dict[str, object] = {column.key: {} for column in DETAILS}
    db.session.execute(update(PersonMerge).where(PersonMerge.id.in_(ids)).values(nothing))


RETENTION = (
    RetentionRule(
        name="merge-details",
        what="Details that a merge kept for an undo, and contacts of the merged record, are blanked",
        since="the merge",
        period=lambda: in_force(MergesKept).details,
        rows=_with_details,
        purge=_blank_details,
    ),
)
