"""Lead the search index by whom it is about"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.drop_index("ix_search_entry_subject", table_name="search_entry")
    op.create_index("ix_search_entry_subject_id_kind", "search_entry", ["subject_id", "kind"])


def downgrade() -> None:
    op.drop_index("ix_search_entry_subject_id_kind", table_name="search_entry")
    op.create_index("ix_search_entry_subject", "search_entry", ["kind", "subject_id"])
