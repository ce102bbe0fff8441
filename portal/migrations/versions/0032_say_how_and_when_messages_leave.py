"""Say how, when and for whom messages leave"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_OF_BOOKING = sa.text("about LIKE 'booking:%'")
# So often tried, a message was left for a person to look at.
_GIVEN_UP = 6
_KEY = ["about", "kind", "version"]


def upgrade() -> None:
    # What was delivered when is known; so often failed means given up.
    with op.batch_alter_table("outgoing_message") as message:
        message.add_column(sa.Column("channel", sa.String(40), nullable=False, server_default="email"))
        message.add_column(sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        message.add_column(sa.Column("again", sa.Integer(), nullable=False, server_default=sa.text("0")))
        message.add_column(sa.Column("calendar", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        message.add_column(sa.Column("written_at", sa.DateTime(timezone=True)))
        message.add_column(sa.Column("not_after", sa.DateTime(timezone=True)))
        message.add_column(sa.Column("state", sa.String(40), nullable=False, server_default="waiting"))
        message.add_column(sa.Column("closed_why", sa.String(), nullable=False, server_default=sa.text("''")))
    table = sa.table(
        "outgoing_message",
        *(sa.column(name) for name in ("state", "sent_at", "attempts", "written_at", "due_at")),
    )
    op.execute(table.update().values(written_at=table.c.due_at))
    op.execute(table.update().where(table.c.sent_at.is_not(None)).values(state="sent"))
    given_up = (table.c.sent_at.is_(None), table.c.attempts >= _GIVEN_UP)
    op.execute(table.update().where(*given_up).values(state="failed"))
    with op.batch_alter_table("outgoing_message") as message:
        message.alter_column("written_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        message.create_foreign_key(
            message.f("fk_outgoing_message_person_id_person"), "person", ["person_id"], ["id"]
        )
        message.drop_constraint("uq_outgoing_message_about_kind_version_recipient", type_="unique")
        message.create_unique_constraint(
            "uq_outgoing_message_about_kind_version_recipient_again", [*_KEY, "recipient", "again"]
        )
    op.create_index(
        "uq_outgoing_message_booking",
        "outgoing_message",
        [*_KEY, "again"],
        unique=True,
        sqlite_where=_OF_BOOKING,
        postgresql_where=_OF_BOOKING,
    )
    op.create_index("ix_outgoing_message_state", "outgoing_message", ["state", "due_at", "id"])
    op.create_index("ix_outgoing_message_recipient", "outgoing_message", ["recipient", "sent_at"])
    op.create_index("ix_outgoing_message_person_id", "outgoing_message", ["person_id"])


def downgrade() -> None:
    """Messages that somebody sent again are deleted: the old table has one of each."""
    op.execute("DELETE FROM outgoing_message WHERE again > 0")
    for name in ("person_id", "recipient", "state", "booking"):
        prefix = "uq" if name == "booking" else "ix"
        op.drop_index(f"{prefix}_outgoing_message_{name}", "outgoing_message")
    with op.batch_alter_table("outgoing_message") as message:
        message.drop_constraint("uq_outgoing_message_about_kind_version_recipient_again", type_="unique")
        message.create_unique_constraint(
            "uq_outgoing_message_about_kind_version_recipient", [*_KEY, "recipient"]
        )
        message.drop_constraint("fk_outgoing_message_person_id_person", type_="foreignkey")
        for name in (
            "channel",
            "person_id",
            "again",
            "calendar",
            "written_at",
            "not_after",
            "state",
            "closed_why",
        ):
            message.drop_column(name)
