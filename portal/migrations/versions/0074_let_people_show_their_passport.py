"""Let people show their training passport"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_TABLE = "passport_link"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("with_requirements", sa.Boolean(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_passport_link_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passport_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passport_link")),
        sa.UniqueConstraint("reference", name=op.f("uq_passport_link_reference")),
    )
    op.create_index(op.f("ix_passport_link_person_id"), _TABLE, ["person_id"])


def downgrade() -> None:
    op.drop_table(_TABLE)
