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

    op.create_table(
        "audit_cycle",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column(
            "checklist_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("form_kind", sa.String(40), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("double_mark_percent", sa.Integer(), nullable=False),
        sa.Column("double_mark_least", sa.Integer(), nullable=False),
        sa.Column("rest_months", sa.Integer(), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("run_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draw_facts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "double_mark_percent BETWEEN 0 AND 100", name=op.f("ck_audit_cycle_double_mark_percent_share")
        ),
        sa.CheckConstraint("due_on >= opens_on", name=op.f("ck_audit_cycle_due_after_opening")),
        sa.CheckConstraint("size > 0", name=op.f("ck_audit_cycle_size_positive")),
        sa.ForeignKeyConstraint(
            ["checklist_version_id"],
            ["checklist_version.id"],
            name=op.f("fk_audit_cycle_checklist_version_id_checklist_version"),
        ),
        sa.ForeignKeyConstraint(["run_by_id"], ["person.id"], name=op.f("fk_audit_cycle_run_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_cycle")),
        sa.UniqueConstraint("name", name=op.f("uq_audit_cycle_name")),
    )
    with op.batch_alter_table("audit_cycle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_cycle_run_by_id"), ["run_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_cycle_state"), ["state"], unique=False)

    op.create_table(
        "cycle_auditor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_cycle_auditor_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["audit_cycle.id"], name=op.f("fk_cycle_auditor_cycle_id_audit_cycle")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cycle_auditor_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_auditor")),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_cycle_auditor_cycle_id_person_id")),
    )
    with op.batch_alter_table("cycle_auditor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycle_auditor_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cycle_frame",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["audit_cycle.id"], name=op.f("fk_cycle_frame_cycle_id_audit_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_frame")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_cycle_frame_cycle_id")),
    )
    op.create_table(
        "sample_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cycle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_reserve", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("marks BETWEEN 1 AND 2", name=op.f("ck_sample_item_marks_one_or_two")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_sample_item_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["audit_cycle.id"], name=op.f("fk_sample_item_cycle_id_audit_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["sample_item.id"], name=op.f("fk_sample_item_replaces_id_sample_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_item")),
        sa.UniqueConstraint("cycle_id", "assessment_id", name=op.f("uq_sample_item_cycle_id_assessment_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_sample_item_replaces_id")),
    )
    with op.batch_alter_table("sample_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sample_item_assessment_id"), ["assessment_id"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sample_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("auditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("slot BETWEEN 1 AND 2", name=op.f("ck_allocation_slot_one_or_two")),
        sa.ForeignKeyConstraint(["auditor_id"], ["person.id"], name=op.f("fk_allocation_auditor_id_person")),
        sa.ForeignKeyConstraint(
            ["sample_item_id"], ["sample_item.id"], name=op.f("fk_allocation_sample_item_id_sample_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "sample_item_id", "auditor_id", name=op.f("uq_allocation_sample_item_id_auditor_id")
        ),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_auditor_id"), ["auditor_id"], unique=False)
        batch_op.create_index(
            "uq_allocation_slot",
            ["sample_item_id", "slot"],
            unique=True,
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )


def downgrade() -> None:

    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_allocation_slot",
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )
        batch_op.drop_index(batch_op.f("ix_allocation_auditor_id"))

    op.drop_table("allocation")
    with op.batch_alter_table("sample_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sample_item_assessment_id"))

    op.drop_table("sample_item")
    op.drop_table("cycle_frame")
    with op.batch_alter_table("cycle_auditor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cycle_auditor_person_id"))

    op.drop_table("cycle_auditor")
    with op.batch_alter_table("audit_cycle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_cycle_state"))
        batch_op.drop_index(batch_op.f("ix_audit_cycle_run_by_id"))

    op.drop_table("audit_cycle")
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
