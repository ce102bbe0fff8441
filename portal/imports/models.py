"""Tables of imports: where lists come from, one file and what it would do, and the keys that lists use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.imports.domain import Choices, ImportKind, ImportState, Outcome
from portal.kernel.db import Model
from portal.people.models import Agency, Person


class ImportSource(Model):
    """Where lists of one kind come from again and again, such as “Health trust HR list”."""

    __tablename__ = "import_source"
    __table_args__ = (UniqueConstraint("kind", "agency_id", "name"),)

    kind: Mapped[ImportKind]
    name: Mapped[str]
    # Set when the agency's own lead keeps it.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    # By field of ours: the heading that held it last time.
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    used_at: Mapped[datetime]


class FileImport(Model):
    """One file: taken in, read, looked at, then applied whole or thrown away."""

    __tablename__ = "file_import"

    source_id: Mapped[int] = mapped_column(ForeignKey("import_source.id"), index=True)
    kind: Mapped[ImportKind]
    # Whose lead may see and apply it; null for what only the partnership's own roles may.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # An agency's lead sees and changes what is theirs, and no more.
    is_by_lead: Mapped[bool] = mapped_column(default=False)
    file_name: Mapped[str]
    sha256: Mapped[str]
    state: Mapped[ImportState] = mapped_column(default=ImportState.RECEIVED, index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    applied_at: Mapped[datetime | None]
    # No foreign key: finished work is forgotten before the files that it was done for.
    work_id: Mapped[int | None] = mapped_column(BigInteger)
    # The headings, and under each the first values that the file holds there.
    headings: Mapped[list[str]] = mapped_column(JSON, default=list, deferred=True)
    samples: Mapped[list[list[str]]] = mapped_column(JSON, default=list, deferred=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Why it was refused or stopped, in words for the page.
    message: Mapped[str] = mapped_column(default="")
    # What the preview would do; the same again when it is applied, or nothing is.
    digest: Mapped[str] = mapped_column(default="")
    rows: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    ended: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    # Added people who look like somebody already known.
    doubtful: Mapped[int] = mapped_column(default=0)
    # Of a whole list: the agency's posts before it, and how many of them are ended for not being in it.
    posts_before: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    # The register moved after somebody had looked at the preview, which was made anew.
    is_remade: Mapped[bool] = mapped_column(default=False)
    # Its rows are gone; what is left names nobody.
    is_purged: Mapped[bool] = mapped_column(default=False)

    source: Mapped[ImportSource] = relationship(lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")
    actor: Mapped[Person] = relationship(lazy="raise")

    @property
    def chosen(self) -> Choices:
        return Choices.of(self.choices)


class FileChunk(Model):
    """A packed piece of a file that waits to be read: the worker may be another machine."""

    __tablename__ = "file_chunk"
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("file_import.id"))
    number: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Model):
    """What one row says, as values; kept until the import is over."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_in_order", "import_id", "number"),
        Index("ix_import_row_by_key", "import_id", "key"),
        Index("ix_import_row_by_other_key", "import_id", "other_key"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("file_import.id"))
    number: Mapped[int]
    # Who or what it is about, and by what else other rows may name it.
    key: Mapped[str]
    other_key: Mapped[str] = mapped_column(default="")
    said: Mapped[dict[str, Any]] = mapped_column(JSON)


class ImportStep(Model):
    """What one row would do to the register, or did."""

    __tablename__ = "import_step"
    __table_args__ = (Index("ix_import_step_by_outcome", "import_id", "outcome", "number", "id"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("file_import.id"))
    # 0: no row of the file says so; that a whole list has no such row does.
    number: Mapped[int]
    outcome: Mapped[Outcome]
    name: Mapped[str]
    # The person, agency or school; no foreign key: steps are history soon, and then purged.
    subject_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    post_id: Mapped[int | None] = mapped_column(BigInteger)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(default="")


class ImportProblem(Model):
    """Why a row is refused: the column and the reason."""

    __tablename__ = "import_problem"
    __table_args__ = (Index("ix_import_problem_in_order", "import_id", "number", "id"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("file_import.id"))
    number: Mapped[int]
    column: Mapped[str]
    reason: Mapped[str]
    # Found by comparing with the register, so found anew whenever that is done.
    is_of_register: Mapped[bool] = mapped_column(default=False)


class ExternalKey(Model):
    """What a source calls somebody or something: the agency's own staff number, say."""

    __tablename__ = "external_key"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        CheckConstraint("(person_id IS NULL) <> (agency_id IS NULL)", name="means_one"),
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("import_source.id"))
    key: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
