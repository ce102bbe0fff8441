"""Hand requests to join on, and index the references that pages ask by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

NOTHING = sa.text("''")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SCOPES = ("agency_id", "school_id")


def upgrade() -> None:
    with op.batch_alter_table("registration_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handed_on_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("handed_on_by_id", ID, nullable=True))
        batch_op.add_column(
            sa.Column("handed_on_reason", sa.String(), server_default=NOTHING, nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_request_handed_on_by_id_person"),
            "person",
            ["handed_on_by_id"],
            ["id"],
        )
    for column in SCOPES:
        given = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_role_grant_{column}", "role_grant", [column], sqlite_where=given, postgresql_where=given
        )
    op.create_index("ix_training_event_venue_id", "training_event", ["venue_id"])
    op.create_index("ix_venue_local_area_id", "venue", ["local_area_id"])


def downgrade() -> None:
    op.drop_index("ix_venue_local_area_id", "venue")
    op.drop_index("ix_training_event_venue_id", "training_event")
    for column in SCOPES:
        op.drop_index(f"ix_role_grant_{column}", "role_grant")
    with op.batch_alter_table("registration_request", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_registration_request_handed_on_by_id_person"), type_="foreignkey"
        )
        batch_op.drop_column("handed_on_reason")
        batch_op.drop_column("handed_on_by_id")
        batch_op.drop_column("handed_on_at")
