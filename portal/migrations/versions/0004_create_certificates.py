"""Create champions, evaluation and certificates"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "champion_appointment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.Column("appointed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_champion_appointment_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["appointed_by_id"], ["person.id"], name=op.f("fk_champion_appointment_appointed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_champion_appointment_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_champion_appointment_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_appointment")),
    )
    with op.batch_alter_table("champion_appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_champion_appointment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_champion_appointment_school_dates", ["school_id", "starts_on", "ends_on"], unique=False
        )
        batch_op.create_index(
            "uq_champion_appointment_open_lead",
            ["school_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL AND kind = 'lead'"),
            postgresql_where=sa.text("ends_on IS NULL AND kind = 'lead'"),
        )

    op.create_table(
        "certificate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("evaluation_gate", sa.String(40), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_reason", sa.String(), nullable=False),
        sa.Column("state_changed_on", sa.Date(), nullable=True),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("cycle > 0 AND version > 0", name=op.f("ck_certificate_numbers_positive")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_certificate_course_id_course"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["training_event.id"],
            name=op.f("fk_certificate_event_id_training_event"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name=op.f("fk_certificate_issued_by_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["certificate.id"], name=op.f("fk_certificate_replaces_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint(
            "person_id",
            "course_id",
            "cycle",
            "version",
            name=op.f("uq_certificate_person_id_course_id_cycle_version"),
        ),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_certificate_replaces_id")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_course_id"), ["course_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_current",
            ["person_id", "course_id", "cycle"],
            unique=True,
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )
        batch_op.create_index(
            "uq_certificate_current_event",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )

    op.create_table(
        "evaluation_answer",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("agency_kind", sa.String(40), nullable=True),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("will_change", sa.String(), nullable=False),
        sa.Column("comments", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_evaluation_answer_event_id_training_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answer")),
    )
    with op.batch_alter_table("evaluation_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_answer_event_id"), ["event_id"], unique=False)

    op.create_table(
        "evaluation_response",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_evaluation_response_event_id_training_event")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evaluation_response_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_response")),
        sa.UniqueConstraint(
            "event_id", "person_id", "form", name=op.f("uq_evaluation_response_event_id_person_id_form")
        ),
    )
    with op.batch_alter_table("evaluation_response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_response_person_id"), ["person_id"], unique=False)

    op.create_table(
        "certificate_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_document_certificate_id_certificate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_document")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_certificate_document_certificate_id")),
    )


def downgrade() -> None:
    op.drop_table("certificate_document")
    with op.batch_alter_table("evaluation_response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_response_person_id"))

    op.drop_table("evaluation_response")
    with op.batch_alter_table("evaluation_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_answer_event_id"))

    op.drop_table("evaluation_answer")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_current_event",
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )
        batch_op.drop_index(
            "uq_certificate_current",
            sqlite_where=sa.text("state = 'current'"),
            postgresql_where=sa.text("state = 'current'"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_course_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("champion_appointment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_champion_appointment_open_lead",
            sqlite_where=sa.text("ends_on IS NULL AND kind = 'lead'"),
            postgresql_where=sa.text("ends_on IS NULL AND kind = 'lead'"),
        )
        batch_op.drop_index("ix_champion_appointment_school_dates")
        batch_op.drop_index(batch_op.f("ix_champion_appointment_person_id"))

    op.drop_table("champion_appointment")
