"""Say more about courses and venues"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "course_prerequisite",
        sa.Column("course_id", _ID, nullable=False),
        sa.Column("needed_id", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.CheckConstraint("course_id <> needed_id", name=op.f("ck_course_prerequisite_not_itself")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_prerequisite_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["needed_id"], ["course.id"], name=op.f("fk_course_prerequisite_needed_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_prerequisite")),
        sa.UniqueConstraint(
            "course_id", "needed_id", name=op.f("uq_course_prerequisite_course_id_needed_id")
        ),
    )
    op.create_index(op.f("ix_course_prerequisite_needed_id"), "course_prerequisite", ["needed_id"])
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("role_groups", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("e_learning_link", sa.String(), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("renew_within_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("refresher_id", _ID, nullable=True))
        batch_op.add_column(sa.Column("retired_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_course_refresher_id_course"), "course", ["refresher_id"], ["id"]
        )
        batch_op.create_check_constraint("retired_is_not_listed", "retired_on IS NULL OR NOT is_listed")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contact", sa.String(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("is_retired", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint("capacity_positive", "capacity > 0")


def downgrade() -> None:
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_constraint("capacity_positive", type_="check")
        batch_op.drop_column("is_retired")
        batch_op.drop_column("contact")
        batch_op.drop_column("capacity")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_constraint("retired_is_not_listed", type_="check")
        batch_op.drop_constraint(batch_op.f("fk_course_refresher_id_course"), type_="foreignkey")
        batch_op.drop_column("retired_on")
        batch_op.drop_column("refresher_id")
        batch_op.drop_column("renew_within_months")
        batch_op.drop_column("e_learning_link")
        batch_op.drop_column("role_groups")
    op.drop_index(op.f("ix_course_prerequisite_needed_id"), table_name="course_prerequisite")
    op.drop_table("course_prerequisite")
