"""Keep copies of what is held about a person"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "subject_access",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("with_cases", sa.Boolean(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_subject_access_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_subject_access_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_access")),
    )
    with op.batch_alter_table("subject_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subject_access_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_subject_access_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("subject_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subject_access_person_id"))
        batch_op.drop_index(batch_op.f("ix_subject_access_expires_at"))

    op.drop_table("subject_access")
