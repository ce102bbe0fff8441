"""Ask for approval of bookings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_IS_OPEN = sa.text("ended_at IS NULL")


def _key(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    _who_is_asked()
    _what_was_asked()


def _who_is_asked() -> None:
    op.create_table(
        "approval_policy",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID),
        sa.Column("agency_id", _ID),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("asks_second", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "(course_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_approval_policy_of_one")
        ),
        _key("approval_policy", "course_id", "course"),
        _key("approval_policy", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_policy")),
        sa.UniqueConstraint("course_id", name=op.f("uq_approval_policy_course_id")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_approval_policy_agency_id")),
    )
    op.create_table(
        "agency_approver",
        sa.Column("id", _ID, nullable=False),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("named_by_id", _ID, nullable=False),
        sa.Column("named_at", _MOMENT, nullable=False),
        _key("agency_approver", "agency_id", "agency"),
        _key("agency_approver", "person_id", "person"),
        _key("agency_approver", "named_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_approver")),
        sa.UniqueConstraint("agency_id", "person_id", name=op.f("uq_agency_approver_agency_id_person_id")),
    )
    op.create_index("ix_agency_approver_person_id", "agency_approver", ["person_id"])
    op.create_table(
        "approval_deputy",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("deputy_id", _ID, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("named_at", _MOMENT, nullable=False),
        sa.Column("over_at", _MOMENT, nullable=False),
        sa.CheckConstraint("person_id <> deputy_id", name=op.f("ck_approval_deputy_is_another")),
        _key("approval_deputy", "person_id", "person"),
        _key("approval_deputy", "deputy_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_deputy")),
    )
    op.create_index("ix_approval_deputy_person_id", "approval_deputy", ["person_id"])
    op.create_index("ix_approval_deputy_deputy_id", "approval_deputy", ["deputy_id"])


def _what_was_asked() -> None:
    op.create_table(
        "approval_request",
        sa.Column("id", _ID, nullable=False),
        sa.Column("booking_id", _ID, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("remind_at", _MOMENT),
        sa.Column("reminded_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_as", sa.String(40)),
        _key("approval_request", "booking_id", "booking", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
    )
    op.create_index("ix_approval_request_booking_id", "approval_request", ["booking_id"])
    op.create_index("ix_approval_request_ended_at_expires_at", "approval_request", ["ended_at", "expires_at"])
    op.create_index(
        "uq_approval_request_open",
        "approval_request",
        ["booking_id"],
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )
    op.create_table(
        "approval_step",
        sa.Column("id", _ID, nullable=False),
        sa.Column("request_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        _key("approval_step", "request_id", "approval_request", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
        sa.UniqueConstraint("request_id", "number", name=op.f("uq_approval_step_request_id_number")),
    )
    op.create_table(
        "approval_decision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("step_id", _ID, nullable=False),
        sa.Column("decided_by_id", _ID, nullable=False),
        sa.Column("capacity", sa.String(40), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_link", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        _key("approval_decision", "step_id", "approval_step", "CASCADE"),
        _key("approval_decision", "decided_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_decision")),
        sa.UniqueConstraint("step_id", name=op.f("uq_approval_decision_step_id")),
    )
    op.create_index("ix_approval_decision_decided_by_id", "approval_decision", ["decided_by_id"])
    op.create_table(
        "approval_link",
        sa.Column("id", _ID, nullable=False),
        sa.Column("step_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        _key("approval_link", "step_id", "approval_step", "CASCADE"),
        _key("approval_link", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_approval_link_digest")),
    )
    op.create_index("ix_approval_link_step_id", "approval_link", ["step_id"])
    op.create_index("ix_approval_link_person_id", "approval_link", ["person_id"])
    _ask_about_open_ones()


def _ask_about_open_ones() -> None:
    """Bookings that wait for approval already: the training team decides them, as it could until now."""
    bookings = "FROM booking JOIN training_event ON training_event.id = booking.event_id"
    op.execute(
        "INSERT INTO approval_request (booking_id, asked_at, steps, current, expires_at) "
        f"SELECT booking.id, booking.joined_at, 1, 1, training_event.starts_at {bookings} "
        "WHERE booking.status = 'requested' AND training_event.starts_at IS NOT NULL"
    )
    op.execute(
        "INSERT INTO approval_step (request_id, number, kind, why) "
        "SELECT approval_request.id, 1, 'coordinator', '' FROM approval_request"
    )


def downgrade() -> None:
    tables = ("approval_link", "approval_decision", "approval_step", "approval_request")
    for table in (*tables, "approval_deputy", "agency_approver", "approval_policy"):
        op.drop_table(table)
