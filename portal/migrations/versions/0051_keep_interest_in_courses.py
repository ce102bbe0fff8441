"""Keep interest in courses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "interest",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        _key("interest", "course_id", "course"),
        _key("interest", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("course_id", "person_id", name=op.f("uq_interest_course_id_person_id")),
    )
    op.create_index(op.f("ix_interest_person_id"), "interest", ["person_id"])
    op.create_table(
        "interest_told_date",
        sa.Column("id", _ID, nullable=False),
        sa.Column("interest_id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        _key("interest_told_date", "interest_id", "interest", ondelete="CASCADE"),
        _key("interest_told_date", "event_id", "training_event", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_told_date")),
        sa.UniqueConstraint(
            "interest_id", "event_id", name=op.f("uq_interest_told_date_interest_id_event_id")
        ),
    )
    op.create_index(op.f("ix_interest_told_date_event_id"), "interest_told_date", ["event_id"])


def downgrade() -> None:
    op.drop_table("interest_told_date")
    op.drop_table("interest")
