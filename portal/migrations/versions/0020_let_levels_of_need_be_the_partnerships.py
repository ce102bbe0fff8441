"""Let the levels of need be the partnership's own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def _known_levels(highest: int) -> None:
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_assessment_level_known"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_assessment_level_known"), sa.text(f"level BETWEEN 1 AND {highest}")
        )


def upgrade() -> None:
    _known_levels(9)


def downgrade() -> None:
    _known_levels(4)
