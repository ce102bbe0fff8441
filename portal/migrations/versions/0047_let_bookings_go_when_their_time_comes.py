"""Let bookings go when their time comes, whatever a diary or a list still says of them"""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"

# What becomes of rows that point at a booking which is deleted.
KEYS = {"calendar_entry": "CASCADE", "office_row": "SET NULL"}


def upgrade() -> None:
    for table, ondelete in KEYS.items():
        _make_key(table, ondelete)


def downgrade() -> None:
    for table in reversed(KEYS):
        _make_key(table, None)


def _make_key(table: str, ondelete: str | None) -> None:
    key = op.f(f"fk_{table}_booking_id_booking")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(key, type_="foreignkey")
        batch_op.create_foreign_key(key, "booking", ["booking_id"], ["id"], ondelete=ondelete)
