"""Say more about bookings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_ADDED_TO_BOOKING = (
    "priority_reason",
    "late_waived_reason",
    "keeps_place",
    "despite_clash",
    "is_late_cancel",
    "is_walk_in",
    "approved_at",
    "offer_until",
    "draw_rank",
    "replaces_id",
)


def upgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        for name in ("priority_reason", "late_waived_reason"):
            batch_op.add_column(sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False))
        for name in ("keeps_place", "despite_clash", "is_late_cancel", "is_walk_in"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        for name in ("approved_at", "offer_until"):
            batch_op.add_column(sa.Column(name, _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("draw_rank", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", _ID, nullable=True))
        batch_op.create_index("ix_booking_replaces_id", ["replaces_id"])
        batch_op.create_foreign_key("fk_booking_replaces_id_booking", "booking", ["replaces_id"], ["id"])
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(sa.Column("most_live_bookings", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("asks_again", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("training_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draw_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("drawn_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("draw_seed", sa.String(), server_default=sa.text("''"), nullable=False))
    _create_extensions()


def _create_extensions() -> None:
    table = "booking_extension"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", _ID, nullable=True),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_extension")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_booking_extension_event_id_person_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_booking_extension_event_id_training_event")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_booking_extension_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_booking_extension_granted_by_id_person")
        ),
    )
    op.create_index("ix_booking_extension_person_id", table, ["person_id"])


def downgrade() -> None:
    op.drop_table("booking_extension")
    with op.batch_alter_table("training_event", schema=None) as batch_op:
        for name in ("draw_seed", "drawn_at", "draw_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("course", schema=None) as batch_op:
        for name in ("asks_again", "most_live_bookings"):
            batch_op.drop_column(name)
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_constraint("fk_booking_replaces_id_booking", type_="foreignkey")
        batch_op.drop_index("ix_booking_replaces_id")
        for name in _ADDED_TO_BOOKING:
            batch_op.drop_column(name)
