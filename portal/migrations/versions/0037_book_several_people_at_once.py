"""Book several people at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "office_list",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("made_by_id", _ID, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("mode", sa.String(40), nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=True),
        sa.Column("booked_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_office_list_event_id_training_event")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_office_list_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_list")),
    )
    with op.batch_alter_table("office_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_list_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_list_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(
            "uq_office_list_open",
            ["event_id", "made_by_id"],
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        )
    op.create_table(
        "office_row",
        sa.Column("id", _ID, nullable=False),
        sa.Column("list_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("access_needs", sa.String(), nullable=False),
        sa.Column("despite_clash", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("booking_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_office_row_booking_id_booking")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["office_list.id"], name=op.f("fk_office_row_list_id_office_list")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_office_row_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_row")),
        sa.UniqueConstraint("list_id", "person_id", name=op.f("uq_office_row_list_id_person_id")),
    )
    with op.batch_alter_table("office_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_row_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_row_list_id"), ["list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_office_row_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("office_row")
    op.drop_table("office_list")
