"""Link an account once to each agency"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    with op.batch_alter_table("outside_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outside_identity_account_id"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_outside_identity_account_id_issuer"), ["account_id", "issuer"]
        )


def downgrade() -> None:
    with op.batch_alter_table("outside_identity", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_outside_identity_account_id_issuer"), type_="unique")
        batch_op.create_index(batch_op.f("ix_outside_identity_account_id"), ["account_id"], unique=False)
