"""Reopen registers, and know how late somebody came"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
TABLE = "register_reopening"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reopened_at", _MOMENT, nullable=False),
        sa.Column("reopened_by_id", _ID, nullable=True),
        sa.Column("until", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_register_reopening_event_id_training_event")
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by_id"], ["person.id"], name=op.f("fk_register_reopening_reopened_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_reopening")),
    )
    for name in ("event_id", "reopened_by_id"):
        op.create_index(op.f(f"ix_register_reopening_{name}"), TABLE, [name])
    with op.batch_alter_table("sitting_mark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minutes_late", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_sitting_mark_minutes_of_late"), "minutes_late IS NULL OR mark = 'late'"
        )


def downgrade() -> None:
    with op.batch_alter_table("sitting_mark", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_sitting_mark_minutes_of_late"), type_="check")
        batch_op.drop_column("minutes_late")
    op.drop_table(TABLE)
