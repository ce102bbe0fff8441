"""Tables for requests to join, and the questions asked about them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.domain import RoleGroup
from portal.people.models import Agency, Person
from portal.registrations.domain import RequestState

_IS_OPEN = text("state IN ('waiting', 'asked')")


class RegistrationRequest(Model):
    """What somebody without an account said of themself, and what became of it."""

    __tablename__ = "registration_request"
    __table_args__ = (
        # One waits for each address at most, however often somebody asks.
        Index(
            "uq_registration_request_open",
            "email",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_registration_request_queue", "state", "due_on", "id"),
        Index("ix_registration_request_email", "email"),
    )

    given_name: Mapped[str]
    family_name: Mapped[str]
    # Case-folded, as addresses of accounts are.
    email: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    # What they typed when their organisation was not listed.
    organisation: Mapped[str] = mapped_column(default="")
    job_title: Mapped[str]
    role_group: Mapped[RoleGroup]
    team: Mapped[str] = mapped_column(default="")
    is_paid: Mapped[bool] = mapped_column(default=True)
    manager: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.UNCONFIRMED)
    sent_at: Mapped[datetime]
    # Of the link that confirms the address; null before it is written, and once it was used.
    secret_hash: Mapped[str | None] = mapped_column(unique=True)
    # Who says that the address is theirs, when it was their organisation’s sign-in and no link.
    vouched_by: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    # The last day for an answer. While a question waits the clock stands, at so many working days left.
    due_on: Mapped[date | None]
    # When the agency's lead gave it to the coordinators; the clock goes on as it was.
    handed_on_at: Mapped[datetime | None]
    handed_on_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_on_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    days_left: Mapped[int | None]
    # Whom it let in, once it was approved.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    # What they were told.
    reason: Mapped[str] = mapped_column(default="")

    agency: Mapped[Agency | None] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise")
    handed_on_by: Mapped[Person | None] = relationship(foreign_keys=[handed_on_by_id], lazy="raise")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="raise")

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def is_overdue(self, today: date) -> bool:
        return self.state is RequestState.WAITING and self.due_on is not None and self.due_on < today


class RegistrationQuestion(Model):
    """Something that was asked back, and what they answered."""

    __tablename__ = "registration_question"

    request_id: Mapped[int] = mapped_column(
        ForeignKey("registration_request.id", ondelete="CASCADE"), index=True
    )
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    question: Mapped[str]
    # Of the link that answers without an account; null once it was used or the request decided.
    secret_hash: Mapped[str | None] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    asked_by: Mapped[Person | None] = relationship(lazy="raise")
