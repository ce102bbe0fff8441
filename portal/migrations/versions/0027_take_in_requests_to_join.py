"""Take in requests to join"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "registration_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("job_title", sa.String(), nullable=False),
        sa.Column("role_group", sa.String(40), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("manager", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=True),
        sa.Column("vouched_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("days_left", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_registration_request_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_registration_request_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_request_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_request")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_registration_request_secret_hash")),
    )
    with op.batch_alter_table("registration_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_request_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index("ix_registration_request_email", ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_registration_request_queue", ["state", "due_on", "id"], unique=False)
        batch_op.create_index(
            "uq_registration_request_open",
            ["email"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'asked')"),
            postgresql_where=sa.text("state IN ('waiting', 'asked')"),
        )

    op.create_table(
        "registration_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_registration_question_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["registration_request.id"],
            name=op.f("fk_registration_question_request_id_registration_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_question")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_registration_question_secret_hash")),
    )
    with op.batch_alter_table("registration_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_question_request_id"), ["request_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("registration_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_question_request_id"))

    op.drop_table("registration_question")
    with op.batch_alter_table("registration_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_request_open",
            sqlite_where=sa.text("state IN ('waiting', 'asked')"),
            postgresql_where=sa.text("state IN ('waiting', 'asked')"),
        )
        batch_op.drop_index("ix_registration_request_queue")
        batch_op.drop_index(batch_op.f("ix_registration_request_person_id"))
        batch_op.drop_index("ix_registration_request_email")
        batch_op.drop_index(batch_op.f("ix_registration_request_agency_id"))

    op.drop_table("registration_request")
