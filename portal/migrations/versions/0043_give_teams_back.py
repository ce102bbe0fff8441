"""Give teams back, and name the board that somebody reads for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ONCE = "uq_role_grant_open_partnership"
_OPEN = sa.text("ends_on IS NULL AND agency_id IS NULL AND school_id IS NULL")
_MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "team_hand_over",
        sa.Column("id", _ID, nullable=False),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("from_id", _ID, nullable=False),
        sa.Column("to_id", _ID, nullable=False),
        sa.Column("handed_at", _MOMENT, nullable=False),
        sa.Column("handed_by_id", _ID),
        sa.Column("undone_at", _MOMENT),
        sa.Column("undone_by_id", _ID),
        _key("team_hand_over", "agency_id", "agency"),
        *(_key("team_hand_over", name, "person") for name in ("from_id", "to_id")),
        *(_key("team_hand_over", name, "person") for name in ("handed_by_id", "undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_hand_over")),
    )
    op.create_index("ix_team_hand_over_agency_id", "team_hand_over", ["agency_id"])
    op.create_table(
        "handed_post",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hand_over_id", _ID, nullable=False),
        sa.Column("post_id", _ID, nullable=False),
        sa.Column("manager_id", _ID),
        _key("handed_post", "hand_over_id", "team_hand_over", ondelete="CASCADE"),
        _key("handed_post", "post_id", "post"),
        _key("handed_post", "manager_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_post")),
        sa.UniqueConstraint("hand_over_id", "post_id", name=op.f("uq_handed_post_hand_over_id_post_id")),
    )
    op.create_index("ix_handed_post_post_id", "handed_post", ["post_id"])
    op.add_column("role_grant", sa.Column("board", sa.String(), nullable=False, server_default=sa.text("''")))
    _hold_once(["person_id", "role", "board"])


def _hold_once(columns: list[str]) -> None:
    """Nobody holds a role twice at one time without a last day, by these columns."""
    op.drop_index(_ONCE, "role_grant")
    op.create_index(_ONCE, "role_grant", columns, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    _hold_once(["person_id", "role"])
    with op.batch_alter_table("role_grant") as batch:
        batch.drop_column("board")
    op.drop_table("handed_post")
    op.drop_table("team_hand_over")
