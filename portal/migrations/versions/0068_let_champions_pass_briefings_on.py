"""Let Champions pass briefings on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "champion_briefing",
        sa.Column("id", _ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("sent_edition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_sent_at", _MOMENT, nullable=True),
        sa.Column("reminded_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_briefing")),
    )
    op.create_index(op.f("ix_champion_briefing_first_sent_at"), "champion_briefing", ["first_sent_at"])
    op.create_table(
        "briefing_version",
        sa.Column("id", _ID, nullable=False),
        sa.Column("briefing_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("sent_by_id", _ID, nullable=True),
        _key("briefing_version", "briefing_id", "champion_briefing", ondelete="CASCADE"),
        _key("briefing_version", "sent_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_version")),
        sa.UniqueConstraint("briefing_id", "version", name=op.f("uq_briefing_version_briefing_id_version")),
    )
    _create_schools()


def _create_schools() -> None:
    table = "briefing_school"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("briefing_id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("colleagues", sa.Integer(), nullable=True),
        sa.Column("briefed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("confirmed_by_id", _ID, nullable=True),
        sa.CheckConstraint(
            "(colleagues IS NULL) = (briefed_on IS NULL)", name=op.f("ck_briefing_school_said_whole")
        ),
        _key(table, "briefing_id", "champion_briefing", ondelete="CASCADE"),
        _key(table, "school_id", "school"),
        _key(table, "confirmed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_school")),
        sa.UniqueConstraint(
            "briefing_id", "school_id", name=op.f("uq_briefing_school_briefing_id_school_id")
        ),
    )
    op.create_index(op.f("ix_briefing_school_school_id"), table, ["school_id"])
    op.create_index(op.f("ix_briefing_school_confirmed_by_id"), table, ["confirmed_by_id"])


def downgrade() -> None:
    op.drop_table("briefing_school")
    op.drop_table("briefing_version")
    op.drop_table("champion_briefing")
