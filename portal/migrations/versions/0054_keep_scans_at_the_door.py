"""Keep scans at the door"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "door_scan",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sitting_id", _ID, nullable=False),
        sa.Column("booking_id", _ID, nullable=True),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("scanned_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("scanned_by_id", _ID, nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        _key("door_scan", "sitting_id", "sitting", "CASCADE"),
        _key("door_scan", "booking_id", "booking", "CASCADE"),
        _key("door_scan", "scanned_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_scan")),
        sa.UniqueConstraint("once", name=op.f("uq_door_scan_once")),
    )
    for name in ("sitting_id", "booking_id", "received_at", "scanned_by_id"):
        op.create_index(op.f(f"ix_door_scan_{name}"), "door_scan", [name])
    op.create_table(
        "door_scan_review",
        sa.Column("id", _ID, nullable=False),
        sa.Column("scan_id", _ID, nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("decided_by_id", _ID, nullable=True),
        _key("door_scan_review", "scan_id", "door_scan", "CASCADE"),
        _key("door_scan_review", "decided_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_scan_review")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_door_scan_review_scan_id")),
    )
    op.create_index(op.f("ix_door_scan_review_decided_by_id"), "door_scan_review", ["decided_by_id"])


def downgrade() -> None:
    op.drop_table("door_scan_review")
    op.drop_table("door_scan")
