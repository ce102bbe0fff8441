"""Ask managers what became of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_evaluation_manager_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "evaluation_manager",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("has_answered", sa.Boolean(), nullable=False, server_default=sa.false()),
        _key("event_id", "training_event"),
        _key("person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_manager")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_evaluation_manager_event_id_person_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_evaluation_manager_digest")),
    )
    op.create_index(op.f("ix_evaluation_manager_person_id"), "evaluation_manager", ["person_id"])


def downgrade() -> None:
    op.drop_table("evaluation_manager")
