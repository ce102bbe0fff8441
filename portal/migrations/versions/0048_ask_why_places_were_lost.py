"""Ask why places were lost"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str, on_delete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=on_delete)


def upgrade() -> None:
    op.create_table(
        "lost_place",
        sa.Column("id", _ID, nullable=False),
        sa.Column("booking_id", _ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("noted_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("asked_at", _MOMENT),
        sa.Column("secret_hash", sa.String()),
        sa.Column("link_until", _MOMENT),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("answered_at", _MOMENT),
        sa.Column("answered_by_id", _ID),
        sa.Column("note", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_at", _MOMENT),
        sa.Column("decided_by_id", _ID),
        sa.Column("words_purged", sa.Boolean(), server_default=sa.false(), nullable=False),
        _key("lost_place", "booking_id", "booking", "CASCADE"),
        _key("lost_place", "answered_by_id", "person"),
        _key("lost_place", "decided_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_place")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_lost_place_booking_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_lost_place_secret_hash")),
    )
    op.create_index("ix_lost_place_state", "lost_place", ["state", "noted_at", "id"])
    op.create_table(
        "booking_pass",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", _ID),
        sa.Column("granted_at", _MOMENT, nullable=False),
        _key("booking_pass", "person_id", "person"),
        _key("booking_pass", "granted_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_pass")),
    )
    op.create_index("ix_booking_pass_person_id", "booking_pass", ["person_id"])


def downgrade() -> None:
    op.drop_table("booking_pass")
    op.drop_table("lost_place")
