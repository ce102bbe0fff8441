"""Pair evaluation forms"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY_BITS = 62


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "evaluation_invitation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("pair_key", _ID, nullable=False),
        _key("evaluation_invitation", "event_id", "training_event"),
        _key("evaluation_invitation", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_invitation")),
        sa.UniqueConstraint(
            "event_id", "person_id", name=op.f("uq_evaluation_invitation_event_id_person_id")
        ),
        sa.UniqueConstraint("pair_key", name=op.f("uq_evaluation_invitation_pair_key")),
    )
    op.create_index(op.f("ix_evaluation_invitation_person_id"), "evaluation_invitation", ["person_id"])
    op.create_table(
        "evaluation_closing",
        sa.Column("id", _ID, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        _key("evaluation_closing", "event_id", "training_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_closing")),
        sa.UniqueConstraint("event_id", name=op.f("uq_evaluation_closing_event_id")),
    )
    op.add_column("evaluation_answer", sa.Column("pair_key", _ID, nullable=True))
    _give_keys()
    with op.batch_alter_table("evaluation_answer") as batch:
        batch.alter_column("pair_key", existing_type=_ID, nullable=False)


def _give_keys() -> None:
    """Nothing joins what was answered until now: each answer has a key that no other has."""
    answers = sa.table("evaluation_answer", sa.column("id", _ID), sa.column("pair_key", _ID))
    ids = op.get_bind().execute(sa.select(answers.c.id)).scalars().all()
    if ids:
        op.get_bind().execute(
            sa.update(answers).where(answers.c.id == sa.bindparam("of")).values(pair_key=sa.bindparam("key")),
            [{"of": one, "key": secrets.randbits(KEY_BITS)} for one in ids],
        )


def downgrade() -> None:
    with op.batch_alter_table("evaluation_answer") as batch:
        batch.drop_column("pair_key")
    op.drop_table("evaluation_closing")
    op.drop_table("evaluation_invitation")
