"""Invite Champions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "champion_invitation"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_id", _ID, nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_champion_invitation_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_champion_invitation_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_champion_invitation_invited_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_invitation")),
    )
    hopeful = sa.text("state IN ('open', 'accepted')")
    op.create_index(
        "uq_champion_invitation_hopeful",
        _TABLE,
        ["school_id", "person_id"],
        unique=True,
        sqlite_where=hopeful,
        postgresql_where=hopeful,
    )
    op.create_index("ix_champion_invitation_state", _TABLE, ["state", "answer_by"])
    op.create_index(op.f("ix_champion_invitation_person_id"), _TABLE, ["person_id"])


def downgrade() -> None:
    op.drop_table(_TABLE)
