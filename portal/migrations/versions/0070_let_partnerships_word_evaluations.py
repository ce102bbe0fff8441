"""Let partnerships word evaluations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "evaluation_questions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_questions")),
        sa.UniqueConstraint("number", name=op.f("uq_evaluation_questions_number")),
    )


def downgrade() -> None:
    """Answers to what a partnership worded cannot be read without its words: they go with them."""
    op.execute(
        "DELETE FROM evaluation_answer WHERE form_version IN (SELECT number FROM evaluation_questions)"
    )
    op.drop_table("evaluation_questions")
