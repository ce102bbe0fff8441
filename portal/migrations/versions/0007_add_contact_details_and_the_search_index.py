"""Add contact details and the search index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column(
            "subject_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("word", "kind", "subject_id", name=op.f("pk_search_entry")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index("ix_search_entry_subject", ["kind", "subject_id"], unique=False)

    op.create_table(
        "search_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("contact_by", sa.String(40), nullable=True))
        batch_op.add_column(
            sa.Column(
                "office_contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_person_office_contact_is_another"), "office_contact_id <> id"
        )
        batch_op.create_index(batch_op.f("ix_person_office_contact_id"), ["office_contact_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_person_office_contact_id_person"), "person", ["office_contact_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_person_office_contact_is_another"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_person_office_contact_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_person_office_contact_id"))
        batch_op.drop_column("office_contact_id")
        batch_op.drop_column("contact_by")
        batch_op.drop_column("address")

    op.drop_table("search_key")
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_search_entry_subject")

    op.drop_table("search_entry")
