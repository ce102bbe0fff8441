"""Put first call before all that is added up"""

from __future__ import annotations

from alembic import op

revision = "0071"
down_revision = "0070"

# First call had 50 points, which others reach by being needed and overdue at once.
_UP = """
UPDATE booking SET priority = priority + 950 WHERE priority_reason LIKE '%first call%' AND priority < 1000
"""
_DOWN = """
UPDATE booking SET priority = priority - 950 WHERE priority_reason LIKE '%first call%' AND priority >= 1000
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
