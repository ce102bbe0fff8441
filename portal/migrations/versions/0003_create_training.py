"""Create courses, events, bookings, attendance and evaluation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

IS_LIVE = sa.text(
    "status IN ('attended', 'booked', 'excused', 'no_show', 'offered', 'part', 'requested', 'waiting')"
)


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("aims", sa.String(), nullable=False),
        sa.Column("outcomes", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("format", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("principles", sa.JSON(), nullable=False),
        sa.Column("audit_items", sa.JSON(), nullable=False),
        sa.Column("is_common_core", sa.Boolean(), nullable=False),
        sa.Column("requires_evaluation", sa.Boolean(), nullable=False),
        sa.Column("valid_for_months", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_course_minutes_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("title", name=op.f("uq_course_title")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("access_notes", sa.String(), nullable=False),
        sa.Column("local_area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["local_area_id"], ["local_area.id"], name=op.f("fk_venue_local_area_id_local_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("name", name=op.f("uq_venue_name")),
    )
    op.create_table(
        "training_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("online_link", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("overbooked", sa.Integer(), nullable=False),
        sa.Column("booking_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booking_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("cancelled_reason", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("result_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "result_confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_training_event_dated_or_not")
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_training_event_capacity_positive")),
        sa.CheckConstraint("overbooked >= 0", name=op.f("ck_training_event_overbooked_not_negative")),
        sa.CheckConstraint(
            "places_taken <= capacity + overbooked", name=op.f("ck_training_event_places_within_capacity")
        ),
        sa.CheckConstraint("places_taken >= 0", name=op.f("ck_training_event_places_taken_not_negative")),
        sa.CheckConstraint(
            "starts_at IS NULL OR ends_at > starts_at", name=op.f("ck_training_event_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_training_event_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["result_confirmed_by_id"],
            ["person.id"],
            name=op.f("fk_training_event_result_confirmed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_training_event_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_event")),
        sa.UniqueConstraint("code", name=op.f("uq_training_event_code")),
    )
    with op.batch_alter_table("training_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_training_event_course_id_starts_at", ["course_id", "starts_at"], unique=False
        )
        batch_op.create_index("ix_training_event_state_starts_at", ["state", "starts_at"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("school_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("access_needs", sa.String(), nullable=False),
        sa.Column("calendar_uid", sa.String(), nullable=False),
        sa.Column("booked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("skip_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_booking_agency_id_agency")),
        sa.ForeignKeyConstraint(["booked_by_id"], ["person.id"], name=op.f("fk_booking_booked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_booking_event_id_training_event")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_booking_person_id_person")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_booking_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("calendar_uid", name=op.f("uq_booking_calendar_uid")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index("ix_booking_event_id_status", ["event_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_school_id"), ["school_id"], unique=False)
        batch_op.create_index(
            "uq_booking_live",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        )

    op.create_table(
        "event_trainer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_event_trainer_event_id_training_event")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_trainer_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_trainer")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_event_trainer_event_id_person_id")),
    )
    with op.batch_alter_table("event_trainer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_trainer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sitting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_sitting_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_sitting_event_id_training_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "booking_status_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_booking_status_entry_actor_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_status_entry_booking_id_booking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_status_entry")),
    )
    with op.batch_alter_table("booking_status_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_status_entry_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "sitting_mark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("taken_how", sa.String(40), nullable=False),
        sa.Column("marked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_sitting_mark_booking_id_booking")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["person.id"], name=op.f("fk_sitting_mark_marked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_mark_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_mark")),
        sa.UniqueConstraint("sitting_id", "booking_id", name=op.f("uq_sitting_mark_sitting_id_booking_id")),
    )
    with op.batch_alter_table("sitting_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_mark_booking_id"), ["booking_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sitting_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_mark_booking_id"))

    op.drop_table("sitting_mark")
    with op.batch_alter_table("booking_status_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_status_entry_booking_id"))

    op.drop_table("booking_status_entry")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_starts_at"))
        batch_op.drop_index(batch_op.f("ix_sitting_event_id"))

    op.drop_table("sitting")
    with op.batch_alter_table("event_trainer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_trainer_person_id"))

    op.drop_table("event_trainer")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_booking_live",
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        )
        batch_op.drop_index(batch_op.f("ix_booking_school_id"))
        batch_op.drop_index(batch_op.f("ix_booking_person_id"))
        batch_op.drop_index("ix_booking_event_id_status")
        batch_op.drop_index(batch_op.f("ix_booking_agency_id"))

    op.drop_table("booking")
    with op.batch_alter_table("training_event", schema=None) as batch_op:
        batch_op.drop_index("ix_training_event_state_starts_at")
        batch_op.drop_index("ix_training_event_course_id_starts_at")

    op.drop_table("training_event")
    op.drop_table("venue")
    op.drop_table("course")
