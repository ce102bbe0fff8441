"""Hold places without a name"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "reservation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("agency_id", _ID),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("held_at", _MOMENT, nullable=False),
        sa.Column("warned_at", _MOMENT),
        sa.Column("released_at", _MOMENT),
        sa.CheckConstraint("places >= 0", name=op.f("ck_reservation_places_not_negative")),
        _key("reservation", "event_id", "training_event"),
        _key("reservation", "holder_id", "person"),
        _key("reservation", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    op.create_index("ix_reservation_event_id", "reservation", ["event_id"])
    op.create_index("ix_reservation_agency_id", "reservation", ["agency_id"])
    op.create_index("ix_reservation_holder_id_event_id", "reservation", ["holder_id", "event_id"])
    op.create_table(
        "named_place",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reservation_id", _ID, nullable=False),
        sa.Column("booking_id", _ID, nullable=False),
        _key("named_place", "reservation_id", "reservation", "CASCADE"),
        _key("named_place", "booking_id", "booking", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_place")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_named_place_booking_id")),
    )
    op.create_index("ix_named_place_reservation_id", "named_place", ["reservation_id"])


def downgrade() -> None:
    for table in ("named_place", "reservation"):
        op.drop_table(table)
