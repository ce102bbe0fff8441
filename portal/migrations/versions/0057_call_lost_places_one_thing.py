"""Call lost places one thing: the numbers that a partnership has chosen move to the new names"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

_NAMES = {"rules.no-shows": "rules.lost-places", "rules.kept-no-shows": "rules.kept-lost-places"}
_CHOSEN = sa.table("chosen_part", sa.column("part", sa.String()))


def upgrade() -> None:
    for before, after in _NAMES.items():
        _rename(before, after)


def downgrade() -> None:
    for before, after in _NAMES.items():
        _rename(after, before)


def _rename(before: str, after: str) -> None:
    op.execute(_CHOSEN.update().where(_CHOSEN.c.part == before).values(part=after))
