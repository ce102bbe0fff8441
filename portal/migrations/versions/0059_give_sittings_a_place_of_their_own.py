"""Give sittings a place of their own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("venue_id", _ID, nullable=True))
        batch_op.add_column(
            sa.Column("online_link", sa.String(), server_default=sa.text("''"), nullable=False)
        )
        batch_op.create_index(batch_op.f("ix_sitting_venue_id"), ["venue_id"], unique=False)
        batch_op.create_foreign_key(op.f("fk_sitting_venue_id_venue"), "venue", ["venue_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_sitting_venue_id_venue"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sitting_venue_id"))
        batch_op.drop_column("online_link")
        batch_op.drop_column("venue_id")
