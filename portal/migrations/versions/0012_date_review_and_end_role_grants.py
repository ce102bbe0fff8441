"""Date, review and end role grants"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("reviewed_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("reviewed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("ended_reason", sa.String(), server_default=sa.text("''"), nullable=False)
        )
        batch_op.drop_constraint(batch_op.f("ck_role_grant_ends_after_start"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_ends_after_start"),
            "ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_one_scope"), "agency_id IS NULL OR school_id IS NULL"
        )
        batch_op.create_index(
            "uq_role_grant_open_agency",
            ["person_id", "role", "agency_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL AND agency_id IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NULL AND agency_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_role_grant_open_partnership",
            ["person_id", "role"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL AND agency_id IS NULL AND school_id IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL AND agency_id IS NULL AND school_id IS NULL"),
        )
        batch_op.create_index(
            "uq_role_grant_open_school",
            ["person_id", "role", "school_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL AND school_id IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NULL AND school_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_reviewed_by_id_person"), "person", ["reviewed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_granted_by_id_person"), "person", ["granted_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_ended_by_id_person"), "person", ["ended_by_id"], ["id"]
        )


def downgrade() -> None:
    # What was ended at once is shown as held for its first day, as it had to be before.
    op.execute("UPDATE role_grant SET ends_on = starts_on WHERE ends_on < starts_on")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_role_grant_ended_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_role_grant_granted_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_role_grant_reviewed_by_id_person"), type_="foreignkey")
        batch_op.drop_index(
            "uq_role_grant_open_school",
            sqlite_where=sa.text("ends_on IS NULL AND school_id IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NULL AND school_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_role_grant_open_partnership",
            sqlite_where=sa.text("ends_on IS NULL AND agency_id IS NULL AND school_id IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL AND agency_id IS NULL AND school_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_role_grant_open_agency",
            sqlite_where=sa.text("ends_on IS NULL AND agency_id IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NULL AND agency_id IS NOT NULL"),
        )
        batch_op.drop_constraint(batch_op.f("ck_role_grant_one_scope"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_role_grant_ends_after_start"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_ends_after_start"), "ends_on IS NULL OR ends_on >= starts_on"
        )
        batch_op.drop_column("ended_reason")
        batch_op.drop_column("ended_by_id")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("reviewed_by_id")
        batch_op.drop_column("reviewed_on")
        batch_op.drop_column("granted_by_id")
