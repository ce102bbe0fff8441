"""Close and order local areas, and let no two share a name"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

AREAS = sa.table(
    "local_area",
    sa.column("id", sa.BigInteger),
    sa.column("name", sa.String),
    sa.column("folded_name", sa.String),
    sa.column("position", sa.Integer),
)


def upgrade() -> None:
    with op.batch_alter_table("local_area", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded_name", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
    _fold_and_number()
    with op.batch_alter_table("local_area", schema=None) as batch_op:
        batch_op.alter_column("folded_name", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_local_area_folded_name"), ["folded_name"])


def downgrade() -> None:
    with op.batch_alter_table("local_area", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_local_area_folded_name"), type_="unique")
        batch_op.drop_column("closed_on")
        batch_op.drop_column("position")
        batch_op.drop_column("folded_name")


def _fold_and_number() -> None:
    """In the order of their names; of two that only differ in case the later one keeps its number with it."""
    connection, taken = op.get_bind(), set()
    rows = connection.execute(sa.select(AREAS.c.id, AREAS.c.name).order_by(AREAS.c.name)).all()
    for position, (number, name) in enumerate(rows, start=1):
        key = _folded(name)
        key = f"{key} {number}" if key in taken else key
        taken.add(key)
        connection.execute(
            sa.update(AREAS).where(AREAS.c.id == number).values(folded_name=key, position=position)
        )


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
