"""Create the register and audit cycles"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("local_area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "lead_practitioner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("is_repeat_entry", sa.Boolean(), nullable=False),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_assessment_closes_after_opening")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_assessment_level_known")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assessment_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["lead_practitioner_id"], ["person.id"], name=op.f("fk_assessment_lead_practitioner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["local_area_id"], ["local_area.id"], name=op.f("fk_assessment_local_area_id_local_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("reference", name=op.f("uq_assessment_reference")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assessment_lead_practitioner_id"), ["lead_practitioner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessment_local_area_id"), ["local_area_id"], unique=False)
        batch_op.create_index("ix_assessment_opened_on_id", ["opened_on", "id"], unique=False)

    op.create_table(
        "register_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staged", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_register_import_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    op.create_table(
        "assessment_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_link_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assessment_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_link")),
        sa.UniqueConstraint(
            "assessment_id", "person_id", "kind", name=op.f("uq_assessment_link_assessment_id_person_id_kind")
        ),
    )
    with op.batch_alter_table("assessment_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_link_person_id"), ["person_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("assessment_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_link_person_id"))

    op.drop_table("assessment_link")
    op.drop_table("register_import")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_opened_on_id")
        batch_op.drop_index(batch_op.f("ix_assessment_local_area_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_lead_practitioner_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_agency_id"))

    op.drop_table("assessment")
