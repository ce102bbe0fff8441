"""Merge letters to approvers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

_IS_UNTOLD = sa.text("round IS NULL")
_ADDED = ("reminds", "round", "written_at")


def upgrade() -> None:
    with op.batch_alter_table("approval_link") as table:
        table.alter_column("digest", existing_type=sa.String(), nullable=True)
        table.add_column(sa.Column("reminds", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("round", sa.Integer(), nullable=True))
        table.add_column(sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))
    # Until now each link had a letter of its own.
    op.execute("UPDATE approval_link SET round = id, written_at = made_at")
    op.create_index(
        "ix_approval_link_untold",
        "approval_link",
        ["person_id"],
        sqlite_where=_IS_UNTOLD,
        postgresql_where=_IS_UNTOLD,
    )


def downgrade() -> None:
    op.drop_index("ix_approval_link_untold", "approval_link")
    op.execute("DELETE FROM approval_link WHERE digest IS NULL")
    with op.batch_alter_table("approval_link") as table:
        for column in _ADDED:
            table.drop_column(column)
        table.alter_column("digest", existing_type=sa.String(), nullable=False)
