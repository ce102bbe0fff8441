"""Tables of checklists and their versions. A published version never changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Connection, ForeignKey, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from checklists.domain import VersionChanged, VersionState
from portal.kernel.db import Model

# What a published version says, and by what it is known. Its state alone may change.
FIXED = ("checklist_id", "number", "definition", "content_hash", "structure_hashes", "published_at")


class Checklist(Model):
    """A line of versions, known by one key for ever."""

    __tablename__ = "checklist"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class ChecklistVersion(Model):
    """One version, word for word: every audit made on it can be shown as it was asked."""

    __tablename__ = "checklist_version"
    __table_args__ = (UniqueConstraint("checklist_id", "number"),)

    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.PUBLISHED)
    # Canonical JSON, byte for byte what `content_hash` was taken of.
    definition: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]
    # By kind of form: cycles are compared only where this is the same (docs/audits.md R20).
    structure_hashes: Mapped[dict[str, str]] = mapped_column(JSON)
    published_at: Mapped[datetime]

    checklist: Mapped[Checklist] = relationship(lazy="raise")


@event.listens_for(ChecklistVersion, "before_update")
def _refuse_change(
    _mapper: Mapper[ChecklistVersion], _connection: Connection, version: ChecklistVersion
) -> None:
    """A published version is a promise to every audit that used it."""
    attributes = inspect(version).attrs
    if any(attributes[name].history.has_changes() for name in FIXED):
        raise VersionChanged
