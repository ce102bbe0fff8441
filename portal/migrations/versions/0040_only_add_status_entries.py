"""Let status entries of bookings only be added, and go with their booking"""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"

TABLE = "booking_status_entry"
KEY = "fk_booking_status_entry_booking_id_booking"
KEPT = '"id", "booking_id", "status", "at", "reason"'
OWNED = "EXISTS (SELECT 1 FROM booking WHERE booking.id = OLD.booking_id)"
REFUSAL = "Rows of booking_status_entry are only ever added"
REFUSE_UPDATE = (
    f"CREATE TRIGGER booking_status_entry_unchanged BEFORE UPDATE OF {KEPT} ON booking_status_entry "
    f"FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
REFUSE_DELETE = (
    "CREATE TRIGGER booking_status_entry_undeleted BEFORE DELETE ON booking_status_entry "
    f"FOR EACH ROW WHEN {OWNED} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
FUNCTION = (
    "CREATE OR REPLACE FUNCTION booking_status_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' AND NOT {OWNED} THEN RETURN OLD; END IF; "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23000'; END $$"
)
REFUSE_BOTH = (
    f"CREATE TRIGGER booking_status_entry_kept BEFORE DELETE OR UPDATE OF {KEPT} ON booking_status_entry "
    "FOR EACH ROW EXECUTE FUNCTION booking_status_entry_refuse()"
)


def upgrade() -> None:
    _make_key(ondelete="CASCADE")
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (REFUSE_UPDATE, REFUSE_DELETE) if on_sqlite else (FUNCTION, REFUSE_BOTH):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER booking_status_entry_unchanged")
        op.execute("DROP TRIGGER booking_status_entry_undeleted")
    else:
        op.execute("DROP TRIGGER booking_status_entry_kept ON booking_status_entry")
        op.execute("DROP FUNCTION booking_status_entry_refuse()")
    _make_key(ondelete=None)


def _make_key(*, ondelete: str | None) -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.create_foreign_key(op.f(KEY), "booking", ["booking_id"], ["id"], ondelete=ondelete)
