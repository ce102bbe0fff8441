"""Group schools in clusters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "school_cluster",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_cluster_school_id_school"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_cluster")),
        sa.UniqueConstraint("school_id", name=op.f("uq_school_cluster_school_id")),
    )
    op.create_index(op.f("ix_school_cluster_name"), "school_cluster", ["name"])


def downgrade() -> None:
    op.drop_table("school_cluster")
