"""Keep nothing for ever"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    with op.batch_alter_table("retention_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_run_started_at"), ["started_at"], unique=False)

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("access_needs_purged", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("evaluation_answer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("words_purged", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("body_purged", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contact_purged", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("contact_purged")

    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.drop_column("body_purged")

    with op.batch_alter_table("evaluation_answer", schema=None) as batch_op:
        batch_op.drop_column("words_purged")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("access_needs_purged")

    with op.batch_alter_table("retention_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retention_run_started_at"))

    op.drop_table("retention_run")
