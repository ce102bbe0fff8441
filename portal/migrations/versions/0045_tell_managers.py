"""Tell managers, as each agency chooses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "manager_word"
DIGEST = "uq_outgoing_message_digest"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_manager_word_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manager_word")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_manager_word_agency_id")),
    )
    is_digest = sa.text("about LIKE 'digest:%'")
    op.create_index(
        DIGEST,
        "outgoing_message",
        ["about", "kind", "version", "again"],
        unique=True,
        sqlite_where=is_digest,
        postgresql_where=is_digest,
    )


def downgrade() -> None:
    op.drop_index(DIGEST, "outgoing_message")
    op.drop_table(TABLE)
