"""Feedback of the demo partnership: released for the cycle that is over, which is then closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select, update

from audits.cycles.domain import STEPS
from audits.cycles.models import AuditCycle
from audits.cycles.services import planning
from audits.feedback import queries, services
from audits.feedback.domain import ReleaseCycle
from audits.feedback.models import Feedback
from portal.kernel import clock
from portal.kernel.activity import Activity
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast

ORDER = 140
RELEASED_AFTER_DAYS = 10
AT = time(9, 30)
OPENED_SHARE = 0.7
OPENED_WITHIN_DAYS = 20


def load(plan: DemoPlan) -> None:
    """Release what is finished to those who led, and take the cycle to its end."""
    cast = find_cast()
    coordinator = cast["coordinator"].actor
    cycle = db.session.scalars(select(AuditCycle).order_by(AuditCycle.id).limit(1)).one()
    count = services.release_cycle(coordinator, ReleaseCycle(cycle.id))
    released_at = clock.at_london(cycle.due_on + timedelta(days=RELEASED_AFTER_DAYS), AT)
    db.session.execute(update(Feedback).values(released_at=released_at))
    rng = Random(f"{plan.seed}/feedback")  # noqa: S311  # invented data, no secret
    add_rows(Activity, _openings(rng, unread_by=cast["practitioner"].person_id))
    for state in STEPS:
        planning.advance(coordinator, cycle.id, state)
    plan.say(f"{count} practitioners' feedback")


def _openings(rng: Random, *, unread_by: int) -> Iterator[dict[str, Any]]:
    """Most have read theirs; the demo practitioner's still waits."""
    rows = db.session.execute(
        select(Feedback.id, Feedback.person_id, Feedback.released_at).order_by(Feedback.id)
    ).all()
    for feedback_id, person_id, released_at in rows:
        if person_id != unread_by and rng.random() < OPENED_SHARE:
            yield {
                "at": released_at + timedelta(minutes=rng.randrange(OPENED_WITHIN_DAYS * 24 * 60)),
                "actor_id": person_id,
                "verb": queries.OPENED,
                "subject_kind": Feedback.__tablename__,
                "subject_id": feedback_id,
                "details": {},
            }
