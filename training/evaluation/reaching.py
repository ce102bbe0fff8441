"""Which managers a letter about an event reaches, and what the link in one opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ScalarSelect, Select, func, select

from portal.kernel.db import db
from portal.people.models import Person
from training.approvals.letters import has_own_mailbox
from training.approvals.scope import select_managers
from training.bookings.domain import LEARNERS
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.evaluation.domain import FormTimes
from training.evaluation.models import EvaluationManager
from training.evaluation.scope import is_closed


@dataclass(frozen=True, slots=True)
class Team:
    """A manager, and the names of those of theirs who took part."""

    manager: Person
    learners: Sequence[str]


def _manager() -> ScalarSelect[int]:
    """One manager for each learner, so that five managers who answer speak of five people or more."""
    managers = select_managers(Booking.person_id.expression, Booking.agency_id.expression)
    first = managers.with_only_columns(func.min(managers.selected_columns[0]))
    return first.correlate(Booking).scalar_subquery()


def _learners(event_id: int) -> Select[int, str, str]:
    manager = _manager()
    return (
        select(manager.label("manager_id"), Person.given_name, Person.family_name)
        .select_from(Booking)
        .join(Person, Person.id == Booking.person_id)
        .where(Booking.event_id == event_id, Booking.status.in_(LEARNERS), manager.is_not(None))
        .order_by("manager_id", Person.search_name, Booking.id)
    )


def has_asked(event_id: int) -> bool:
    """Whether the managers of this event were written to."""
    found = select(EvaluationManager.id).where(EvaluationManager.event_id == event_id).limit(1)
    return db.session.scalar(found) is not None


def list_to_ask(event_id: int) -> list[Team]:
    """Managers with a mailbox of their own, each with those of theirs who took part."""
    rows = db.session.execute(_learners(event_id)).all()
    names = {
        manager_id: [f"{one.given_name} {one.family_name}" for one in same]
        for manager_id, same in groupby(rows, key=lambda row: row.manager_id)
    }
    people = db.session.scalars(select(Person).where(Person.id.in_(names)).order_by(Person.id))
    return [Team(one, names[one.id]) for one in people if has_own_mailbox(one)]


def find_link(digest: str) -> EvaluationManager | None:
    return db.session.scalar(
        select(EvaluationManager)
        .where(EvaluationManager.digest == digest)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that can be answered, and of whom it asks."""

    link: EvaluationManager
    learners: Sequence[str]
    closes_at: datetime

    @property
    def event_id(self) -> int:
        return self.link.event_id


def find_open(link: EvaluationManager, times: FormTimes, now: datetime) -> OpenLink | None:
    """None once the forms are closed, the event was called off or moved, or nobody there is theirs now."""
    ends_at = db.session.scalar(
        select(TrainingEvent.ends_at).where(
            TrainingEvent.id == link.event_id, TrainingEvent.state == EventState.OPEN, ~is_closed()
        )
    )
    if ends_at is None or not times.managers_may_answer(ends_at, now):
        return None
    rows = db.session.execute(_learners(link.event_id).where(_manager() == link.person_id)).all()
    names = [f"{one.given_name} {one.family_name}" for one in rows]
    return OpenLink(link, names, ends_at + times.closes) if names else None
