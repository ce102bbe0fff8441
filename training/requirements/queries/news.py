"""What has become of people's required training in some days, for the rooms that write to people."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_

from portal.kernel.rules import in_force
from training.requirements.domain import State
from training.requirements.domain.commands import RequirementRules
from training.requirements.models import RequirementStanding
from training.requirements.queries.people import PRESSING

# Who is told that something begins to be asked of them, and once more before its day.
ASKED = frozenset({State.DUE, State.IN_PROGRESS})


def is_news(since: date, until: date) -> ColumnElement[bool]:
    """Standings of which something is to be said once in these days; the second one is not among them.

    Something began to be asked, the time to renew began, it was missed or ran out; or the day of the last
    call came.
    """
    standing, call = RequirementStanding, in_force(RequirementRules).last_call
    a_day = timedelta(days=1)
    turned = and_(standing.state.in_(PRESSING | ASKED), standing.state_since.between(since, until - a_day))
    last_call = and_(
        standing.state.in_(ASKED | {State.RENEW}), standing.due_on.between(since + call, until - a_day + call)
    )
    return or_(turned, last_call)
