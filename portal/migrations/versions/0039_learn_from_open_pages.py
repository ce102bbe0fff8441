"""Learn from open pages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "learning_page",
        sa.Column("id", _ID, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("published_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_learning_page_position_positive")),
        sa.CheckConstraint(
            "NOT is_published OR published_at IS NOT NULL", name=op.f("ck_learning_page_published_once")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_page")),
        sa.UniqueConstraint("slug", name=op.f("uq_learning_page_slug")),
    )
    op.create_table(
        "learning_page_course",
        sa.Column("id", _ID, nullable=False),
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("course_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["learning_page.id"], name=op.f("fk_learning_page_course_page_id_learning_page")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_learning_page_course_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_page_course")),
        sa.UniqueConstraint("page_id", "course_id", name=op.f("uq_learning_page_course_page_id_course_id")),
    )
    op.create_index("ix_learning_page_course_course_id", "learning_page_course", ["course_id"])


def downgrade() -> None:
    op.drop_table("learning_page_course")
    op.drop_table("learning_page")
