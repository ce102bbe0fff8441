"""Index only who is named"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

COLUMNS = ("office_contact_id", "merged_into_id")


def upgrade() -> None:
    for column in COLUMNS:
        given = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_person_{column}", "person")
        op.create_index(f"ix_person_{column}", "person", [column], sqlite_where=given, postgresql_where=given)


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_person_{column}", "person")
        op.create_index(f"ix_person_{column}", "person", [column], unique=False)
