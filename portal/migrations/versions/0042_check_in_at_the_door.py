"""Check in at the door"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "check_in_try"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("sitting_id", _ID, nullable=True),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["sitting.id"],
            name=op.f("fk_check_in_try_sitting_id_sitting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_in_try_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_try")),
    )
    op.create_index("ix_check_in_try_person_id_at", TABLE, ["person_id", "at"])
    for name in ("sitting_id", "at"):
        op.create_index(op.f(f"ix_check_in_try_{name}"), TABLE, [name])


def downgrade() -> None:
    op.drop_table(TABLE)
