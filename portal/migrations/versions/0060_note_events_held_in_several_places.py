"""Note which events are held in several places"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.add_column(
        "training_event",
        sa.Column("has_own_places", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.execute(
        "UPDATE training_event SET has_own_places = TRUE WHERE id IN "
        "(SELECT event_id FROM sitting WHERE venue_id IS NOT NULL OR online_link <> '')"
    )


def downgrade() -> None:
    with op.batch_alter_table("training_event", schema=None) as batch_op:
        batch_op.drop_column("has_own_places")
