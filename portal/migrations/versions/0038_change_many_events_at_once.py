"""Change many events at once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    op.create_table(
        "mass_change",
        sa.Column("id", _ID, nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("online_link", sa.String(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("asked_by_id", _ID, nullable=False),
        sa.Column("undone_at", _MOMENT),
        sa.Column("undone_by_id", _ID),
        _key("mass_change", "asked_by_id", "person"),
        _key("mass_change", "undone_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_change")),
    )
    op.create_table(
        "changed_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("change_id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("done_at", _MOMENT),
        sa.Column("failure", sa.String(), nullable=False),
        _key("changed_event", "change_id", "mass_change"),
        _key("changed_event", "event_id", "training_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_event")),
        sa.UniqueConstraint("change_id", "event_id", name=op.f("uq_changed_event_change_id_event_id")),
    )
    op.create_index("ix_changed_event_event_id", "changed_event", ["event_id"])
    op.create_table(
        "new_date",
        sa.Column("id", _ID, nullable=False),
        sa.Column("changed_event_id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_new_date_held_not_negative")),
        _key("new_date", "changed_event_id", "changed_event"),
        _key("new_date", "event_id", "training_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_new_date")),
        sa.UniqueConstraint("event_id", name=op.f("uq_new_date_event_id")),
    )
    op.create_index("ix_new_date_changed_event_id", "new_date", ["changed_event_id"])
    op.create_table(
        "date_choice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("changed_event_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("given_back_at", _MOMENT),
        sa.Column("chosen_id", _ID),
        _key("date_choice", "changed_event_id", "changed_event"),
        _key("date_choice", "person_id", "person"),
        _key("date_choice", "chosen_id", "training_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_choice")),
        sa.UniqueConstraint(
            "changed_event_id", "person_id", name=op.f("uq_date_choice_changed_event_id_person_id")
        ),
    )
    op.create_index("ix_date_choice_person_id", "date_choice", ["person_id"])
    op.create_index("ix_date_choice_until", "date_choice", ["until"])


def downgrade() -> None:
    for table in ("date_choice", "new_date", "changed_event", "mass_change"):
        op.drop_table(table)
