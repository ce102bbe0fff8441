"""Log the advice that schools are given"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "consultation"


def _key(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{_TABLE}_{column}_{other}"))


def upgrade() -> None:
    op.create_table(
        "consultation_theme",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_theme")),
        sa.UniqueConstraint("name", name=op.f("uq_consultation_theme_name")),
    )
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by_id", _ID, nullable=False),
        sa.Column("theme_id", _ID, nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("written_by_id", _ID, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _key("school_id", "school"),
        _key("given_by_id", "person"),
        _key("theme_id", "consultation_theme"),
        _key("written_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index(op.f("ix_consultation_given_by_id"), _TABLE, ["given_by_id"])
    op.create_index(op.f("ix_consultation_school_id"), _TABLE, ["school_id"])
    op.create_index("ix_consultation_given_on_id", _TABLE, ["given_on", "id"])


def downgrade() -> None:
    op.drop_table("consultation")
    op.drop_table("consultation_theme")
