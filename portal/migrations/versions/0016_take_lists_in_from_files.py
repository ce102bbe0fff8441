"""Take lists in from files"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "import_source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_import_source_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_source")),
        sa.UniqueConstraint("kind", "agency_id", "name", name=op.f("uq_import_source_kind_agency_id_name")),
    )
    with op.batch_alter_table("import_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_source_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "external_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (agency_id IS NULL)", name=op.f("ck_external_key_means_one")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_external_key_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_external_key_person_id_person")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_source.id"], name=op.f("fk_external_key_source_id_import_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_key")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_external_key_source_id_key")),
    )
    with op.batch_alter_table("external_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_key_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_external_key_person_id"), ["person_id"], unique=False)

    op.create_table(
        "file_import",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_by_lead", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("work_id", sa.BigInteger(), nullable=True),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Integer(), nullable=False),
        sa.Column("posts_before", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("is_remade", sa.Boolean(), nullable=False),
        sa.Column("is_purged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_file_import_actor_id_person")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_file_import_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["import_source.id"], name=op.f("fk_file_import_source_id_import_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_import")),
    )
    with op.batch_alter_table("file_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_file_import_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_import_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_import_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_import_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_import_state"), ["state"], unique=False)

    op.create_table(
        "file_chunk",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["file_import.id"], name=op.f("fk_file_chunk_import_id_file_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_chunk")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_file_chunk_import_id_number")),
    )
    op.create_table(
        "import_problem",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("is_of_register", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["file_import.id"], name=op.f("fk_import_problem_import_id_file_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    with op.batch_alter_table("import_problem", schema=None) as batch_op:
        batch_op.create_index("ix_import_problem_in_order", ["import_id", "number", "id"], unique=False)

    op.create_table(
        "import_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("other_key", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["file_import.id"], name=op.f("fk_import_row_import_id_file_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
    )
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.create_index("ix_import_row_by_key", ["import_id", "key"], unique=False)
        batch_op.create_index("ix_import_row_by_other_key", ["import_id", "other_key"], unique=False)
        batch_op.create_index("ix_import_row_in_order", ["import_id", "number"], unique=False)

    op.create_table(
        "import_step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("post_id", sa.BigInteger(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["file_import.id"], name=op.f("fk_import_step_import_id_file_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_step")),
    )
    with op.batch_alter_table("import_step", schema=None) as batch_op:
        batch_op.create_index(
            "ix_import_step_by_outcome", ["import_id", "outcome", "number", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_step_subject_id"), ["subject_id"], unique=False)

    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stop_asked", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.drop_column("stop_asked")

    with op.batch_alter_table("import_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_step_subject_id"))
        batch_op.drop_index("ix_import_step_by_outcome")

    op.drop_table("import_step")
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_import_row_in_order")
        batch_op.drop_index("ix_import_row_by_other_key")
        batch_op.drop_index("ix_import_row_by_key")

    op.drop_table("import_row")
    with op.batch_alter_table("import_problem", schema=None) as batch_op:
        batch_op.drop_index("ix_import_problem_in_order")

    op.drop_table("import_problem")
    op.drop_table("file_chunk")
    with op.batch_alter_table("file_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_file_import_state"))
        batch_op.drop_index(batch_op.f("ix_file_import_source_id"))
        batch_op.drop_index(batch_op.f("ix_file_import_at"))
        batch_op.drop_index(batch_op.f("ix_file_import_agency_id"))
        batch_op.drop_index(batch_op.f("ix_file_import_actor_id"))

    op.drop_table("file_import")
    with op.batch_alter_table("external_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_key_person_id"))
        batch_op.drop_index(batch_op.f("ix_external_key_agency_id"))

    op.drop_table("external_key")
    with op.batch_alter_table("import_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_source_agency_id"))

    op.drop_table("import_source")
