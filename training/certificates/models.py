"""The ledger of certificates, and the documents made from it. Nothing here is ever deleted or reworded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.certificates.domain import CertificateState, EvaluationGate, Snapshot, Standing, standing

_IS_CURRENT = text("state = 'current'")


class Certificate(Model):
    """One version of one certificate, as it was printed (docs/training.md 4.8).

    Another cycle is the same person completing the same course again; another version replaces
    an earlier one, which keeps its code and says that it was replaced.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "cycle", "version"),
        CheckConstraint("cycle > 0 AND version > 0", name="numbers_positive"),
        Index(
            "uq_certificate_current",
            "person_id",
            "course_id",
            "cycle",
            unique=True,
            sqlite_where=_IS_CURRENT,
            postgresql_where=_IS_CURRENT,
        ),
        # One event never gives the same person two certificates.
        Index(
            "uq_certificate_current_event",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=_IS_CURRENT,
            postgresql_where=_IS_CURRENT,
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The course and its event may be deleted one day; the certificate stays and still answers.
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="SET NULL"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("training_event.id", ondelete="SET NULL"))
    cycle: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    # Without the dashes that people are shown.
    code: Mapped[str] = mapped_column(unique=True)
    # Everything that is printed, as `domain.Snapshot` reads and writes it.
    snapshot: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    template_version: Mapped[int]
    # Which facts opened the gate (I4).
    evaluation_gate: Mapped[EvaluationGate]
    completed_on: Mapped[date]
    expires_on: Mapped[date | None]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.CURRENT)
    state_reason: Mapped[str] = mapped_column(default="")
    state_changed_on: Mapped[date | None]
    # The earlier version that this one takes the place of.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)

    def read_snapshot(self) -> Snapshot:
        return Snapshot.from_json(self.snapshot)

    def standing(self, today: date) -> Standing:
        return standing(self.state, self.expires_on, today)


class CertificateDocument(Model):
    """The PDF of one certificate, made once and kept: as it is, or as its hash and what it is made of."""

    __tablename__ = "certificate_document"
    __table_args__ = (CheckConstraint("(pdf IS NULL) <> (mould_id IS NULL)", name="one_source"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    sha256: Mapped[str]
    made_at: Mapped[datetime]
    # Deferred: lists that ask whether a document is there must not read it. None when it is set anew from
    # its mould each time, which gives the same bytes.
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    mould_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_mould.id"), index=True)


class CertificateMould(Model):
    """A layout with everything on it but name and code, as it was when the first document was made of it."""

    __tablename__ = "certificate_mould"

    # Of all that the documents made of it have in common, and of the number of the layout.
    digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
