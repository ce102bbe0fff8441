"""Let Champions hand over and cover, and say what makes them current"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "champion_appointment"
_FROM = "from_school_id"
_KEY = "fk_champion_appointment_from_school_id_school"


def upgrade() -> None:
    op.create_table(
        "champion_course",
        sa.Column("id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_champion_course_course_id_course"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_course")),
        sa.UniqueConstraint("course_id", name=op.f("uq_champion_course_course_id")),
    )
    op.create_table(
        "school_term",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_school_term_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_term")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_school_term_starts_on")),
        sa.UniqueConstraint("ends_on", name=op.f("uq_school_term_ends_on")),
    )
    with op.batch_alter_table(_TABLE) as batch:
        batch.add_column(sa.Column(_FROM, _ID, nullable=True))
        batch.create_foreign_key(_KEY, "school", [_FROM], ["id"])
        batch.create_check_constraint(
            op.f("ck_champion_appointment_cover_ends"), "kind <> 'cover' OR ends_on IS NOT NULL"
        )
    op.create_index(op.f("ix_champion_appointment_from_school_id"), _TABLE, [_FROM])


def downgrade() -> None:
    # Whoever covered was no Champion of that school.
    op.execute(f"DELETE FROM {_TABLE} WHERE kind = 'cover'")  # noqa: S608  # our own words
    op.drop_index(op.f("ix_champion_appointment_from_school_id"), _TABLE)
    with op.batch_alter_table(_TABLE) as batch:
        batch.drop_constraint(op.f("ck_champion_appointment_cover_ends"), type_="check")
        batch.drop_constraint(_KEY, type_="foreignkey")
        batch.drop_column(_FROM)
    op.drop_table("school_term")
    op.drop_table("champion_course")
