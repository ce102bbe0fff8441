"""Keep seat banks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "seat_bank",
        sa.Column("id", _ID, nullable=False),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("carried_over", sa.Integer(), nullable=False),
        sa.Column("carried_forward", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "agreed >= 0 AND extra >= 0 AND carried_over >= 0 AND carried_forward >= 0",
            name=op.f("ck_seat_bank_numbers_not_negative"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_seat_bank_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_bank")),
        sa.UniqueConstraint("agency_id", "year", name=op.f("uq_seat_bank_agency_id_year")),
    )


def downgrade() -> None:
    op.drop_table("seat_bank")
