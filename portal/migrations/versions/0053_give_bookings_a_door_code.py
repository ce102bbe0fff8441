"""Give bookings a code for the door"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

# Random, and of letters that the portal's own codes are made of.
RANDOM = {
    "sqlite": "upper(hex(randomblob(10)))",
    "postgresql": "upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 20))",
}


def upgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("door_code", sa.String(), nullable=True))
    op.execute(f"UPDATE booking SET door_code = {RANDOM[op.get_bind().dialect.name]}")  # noqa: S608  # one of ours
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.alter_column("door_code", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_booking_door_code"), ["door_code"])


def downgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_booking_door_code"), type_="unique")
        batch_op.drop_column("door_code")
