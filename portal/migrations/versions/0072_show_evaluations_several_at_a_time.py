"""Show evaluations several at a time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    """What is there was shown already."""
    with op.batch_alter_table("evaluation_answer") as answer:
        answer.add_column(sa.Column("is_out", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("evaluation_answer") as answer:
        answer.drop_column("is_out")
