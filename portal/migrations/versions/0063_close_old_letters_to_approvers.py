"""Close old letters to approvers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

# Letters of before 0056 were one for each request, and are found by it no longer.
_OLD = "state = 'waiting' AND about LIKE 'approval:%'"
_SPENT = f"""
UPDATE outgoing_message SET state = 'closed', closed_why = :why
WHERE {_OLD} AND NOT EXISTS (
  SELECT 1 FROM approval_request JOIN approval_step ON approval_step.request_id = approval_request.id
  WHERE outgoing_message.about = 'approval:' || CAST(approval_request.id AS VARCHAR)
    AND outgoing_message.version = approval_step.number
    AND approval_step.number = approval_request.current AND approval_request.ended_at IS NULL
)
"""  # noqa: S608  # our own words
_LINK = """
SELECT MAX(approval_link.id)
FROM approval_link JOIN approval_step ON approval_step.id = approval_link.step_id
WHERE approval_link.person_id = outgoing_message.person_id
  AND outgoing_message.about = 'approval:' || CAST(approval_step.request_id AS VARCHAR)
  AND outgoing_message.version = approval_step.number
  AND approval_link.round = approval_link.id
"""
_NAMED = f"""
UPDATE outgoing_message
SET about = 'approvals:' || CAST(person_id AS VARCHAR) || ':' || CAST(({_LINK}) AS VARCHAR)
WHERE {_OLD} AND ({_LINK}) IS NOT NULL
"""  # noqa: S608  # our own words


def upgrade() -> None:
    """Unsent letters about what is answered are closed, and the rest are called as new ones are."""
    why = "Every request in it was answered, or has ended, before this was sent"
    op.execute(sa.text(_SPENT).bindparams(why=why))
    op.execute(_NAMED)


def downgrade() -> None:
    """What was closed stays closed, and no name is needed to send the rest."""
