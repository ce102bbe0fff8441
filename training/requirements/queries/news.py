"""What has become of people's required training in some days, for the rooms that write to people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from portal.kernel.rules import in_force
from training.catalogue.models import Course
from training.requirements.domain import State
from training.requirements.domain.commands import RequirementRules
from training.requirements.models import RequirementCourse, RequirementStanding
from training.requirements.queries.people import PRESSING

# Who is told that something begins to be asked of them, and once more before its day.
ASKED = frozenset({State.DUE, State.IN_PROGRESS})
A_DAY = timedelta(days=1)


def is_news(since: date, until: date) -> ColumnElement[bool]:
    """Standings of which something is to be said once in these days; the second one is not among them.

    Something began to be asked, the time to renew began, it was missed or ran out; or the day of the last
    call came.
    """
    standing = RequirementStanding
    turned = and_(standing.state.in_(PRESSING | ASKED), standing.state_since.between(since, until - A_DAY))
    return or_(turned, is_last_call(since, until))


def is_last_call(since: date, until: date) -> ColumnElement[bool]:
    """Standings of which something is said once more in these days, as their own day comes near."""
    standing, call = RequirementStanding, in_force(RequirementRules).last_call
    return and_(
        standing.state.in_(ASKED | {State.RENEW}), standing.due_on.between(since + call, until - A_DAY + call)
    )


def is_required(person: Any, course: Any) -> ColumnElement[bool]:  # noqa: ANN401  # columns
    """Whether a certificate of this course counts for something that is asked of this person now.

    Then what is required is what they are told of, and not the certificate besides. While nothing is asked,
    nothing is told of what is required either.
    """
    renewed = aliased(Course)
    return exists().where(
        RequirementStanding.person_id == person,
        RequirementStanding.state.in_(PRESSING | ASKED),
        RequirementCourse.requirement_id == RequirementStanding.requirement_id,
        renewed.id == RequirementCourse.course_id,
        or_(renewed.id == course, renewed.refresher_id == course),
    )
