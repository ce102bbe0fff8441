"""Keep from how many answers on the form of an event promised to show them"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

LEAST = 5


def upgrade() -> None:
    promised = sa.Column("promised", sa.Integer(), nullable=False, server_default=sa.text(str(LEAST)))
    op.add_column("evaluation_answer", promised)
    # What came in so far came in under the number that holds now, or a lower one.
    now = _number_in_force()
    if now > LEAST:
        op.execute(sa.text("UPDATE evaluation_answer SET promised = :now").bindparams(now=now))


def _number_in_force() -> int:
    found = sa.text("SELECT content FROM chosen_part WHERE part = 'rules.evaluations'")
    content = op.get_bind().execute(found).scalar()
    said = json.loads(content) if isinstance(content, str) else content or {}
    return int(said.get("smallest_group", LEAST))


def downgrade() -> None:
    with op.batch_alter_table("evaluation_answer") as batch:
        batch.drop_column("promised")
