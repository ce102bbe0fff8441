"""Say whose record an activity was about"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

# Records that are somebody's, so that what was logged before is theirs to read too.
OF_PEOPLE = ("account", "booking", "certificate", "champion_appointment", "feedback", "post", "role_grant")


def upgrade() -> None:
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_activity_actor_id"))
        batch_op.drop_index(batch_op.f("ix_activity_at"))
        batch_op.create_index("ix_activity_at", ["at", "id"], unique=False)
        batch_op.drop_index(batch_op.f("ix_activity_subject"))
        batch_op.create_index("ix_activity_subject", ["subject_kind", "subject_id", "at", "id"], unique=False)
        batch_op.create_index("ix_activity_actor", ["actor_id", "at", "id"], unique=False)
        batch_op.create_index("ix_activity_person", ["person_id", "at", "id"], unique=False)
        batch_op.create_index("ix_activity_verb", ["verb", "at", "id"], unique=False)
    op.execute("UPDATE activity SET person_id = subject_id WHERE subject_kind = 'person'")
    for table in OF_PEOPLE:
        op.execute(
            f"UPDATE activity SET person_id = (SELECT person_id FROM {table} WHERE id = activity.subject_id) "  # noqa: S608  # names of our own
            f"WHERE subject_kind = '{table}'"
        )


def downgrade() -> None:
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_verb")
        batch_op.drop_index("ix_activity_person")
        batch_op.drop_index("ix_activity_actor")
        batch_op.drop_index("ix_activity_subject")
        batch_op.create_index(batch_op.f("ix_activity_subject"), ["subject_kind", "subject_id"], unique=False)
        batch_op.drop_index("ix_activity_at")
        batch_op.create_index(batch_op.f("ix_activity_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_actor_id"), ["actor_id"], unique=False)
        batch_op.drop_column("person_id")
