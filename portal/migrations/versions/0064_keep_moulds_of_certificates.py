"""Keep what many certificates are made of"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "certificate_mould",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_mould")),
        sa.UniqueConstraint("digest", name=op.f("uq_certificate_mould_digest")),
    )
    with op.batch_alter_table("certificate_document", schema=None) as batch_op:
        batch_op.alter_column("pdf", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.add_column(sa.Column("mould_id", _ID, nullable=True))
        batch_op.create_index(batch_op.f("ix_certificate_document_mould_id"), ["mould_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_certificate_document_mould_id_certificate_mould"),
            "certificate_mould",
            ["mould_id"],
            ["id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_certificate_document_one_source"), "(pdf IS NULL) <> (mould_id IS NULL)"
        )


def downgrade() -> None:
    """A document without its mould is no document: it is made again of the snapshot when it is asked for."""
    op.execute("DELETE FROM certificate_document WHERE pdf IS NULL")
    with op.batch_alter_table("certificate_document", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_certificate_document_one_source"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_certificate_document_mould_id_certificate_mould"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_certificate_document_mould_id"))
        batch_op.drop_column("mould_id")
        batch_op.alter_column("pdf", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("certificate_mould")
