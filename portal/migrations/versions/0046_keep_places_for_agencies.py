"""Keep places for agencies"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_GROUPS: tuple[tuple[str, str, list[str]], ...] = (
    ("kind", "kind IS NOT NULL", ["kind"]),
    ("agency", "agency_id IS NOT NULL", ["agency_id"]),
    ("each", "kind IS NULL AND agency_id IS NULL", []),
)


def upgrade() -> None:
    _make("agency_share", "event", "training_event", _ends())
    _make("course_share", "course", "course", [sa.Column("days_before", sa.Integer())])


def _ends() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("until", _MOMENT),
        sa.Column("days_before", sa.Integer()),
        sa.Column("released_at", _MOMENT),
        sa.CheckConstraint("until IS NULL OR days_before IS NULL", name=op.f("ck_agency_share_one_end")),
    ]


def _make(table: str, of: str, other: str, more: list[sa.schema.SchemaItem]) -> None:
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column(f"{of}_id", _ID, nullable=False),
        sa.Column("sort", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40)),
        sa.Column("agency_id", _ID),
        sa.Column("places", sa.Integer(), nullable=False),
        *more,
        sa.CheckConstraint("places > 0", name=op.f(f"ck_{table}_places_positive")),
        sa.CheckConstraint("kind IS NULL OR agency_id IS NULL", name=op.f(f"ck_{table}_one_group")),
        sa.CheckConstraint(
            "sort = 'most' OR kind IS NOT NULL OR agency_id IS NOT NULL",
            name=op.f(f"ck_{table}_kept_for_somebody"),
        ),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{of}_id_{other}")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f(f"fk_{table}_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_{of}_id", table, [f"{of}_id"])
    op.create_index(f"ix_{table}_agency_id", table, ["agency_id"])
    for name, where, columns in _GROUPS:
        op.create_index(
            f"uq_{table}_{name}",
            table,
            [f"{of}_id", "sort", *columns],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    for table in ("course_share", "agency_share"):
        op.drop_table(table)
