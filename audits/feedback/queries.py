"""Reads of feedback. Whoever may not read one does not learn that it exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from audits.cycles.domain import AllocationState
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.feedback.models import Feedback
from audits.marking.domain import FINISHED
from audits.marking.models import Audit
from audits.register.models import Assessment
from checklists.domain import FormKind
from portal.kernel.access import Actor, Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, Post
from portal.people.scope import is_current, manager_in_post

OPENED = "open_feedback"
# More than a page holds of each is never shown.
MOST_OPENINGS = 20
MOST_LINES = 100

Reader = aliased(Person)
Marker = aliased(Person)


class FeedbackFacts(NamedTuple):
    """Whose feedback it is, of what, by whom. The subject that the access table asks about."""

    id: int
    audit_id: int
    person_id: int
    # The reader, if they manage a current post of the practitioner's.
    manager_id: int | None
    released_at: datetime
    shows_auditor: bool
    practitioner: str
    auditor: str
    reference: str
    cycle: str
    marks_wanted: int
    checklist_version_id: int
    form_kind: FormKind
    content_hash: str
    working: dict[str, Any]
    closing: dict[str, str]


def get_facts(actor: Actor, feedback_id: int) -> FeedbackFacts:
    """Raise `NotFound` when there is none. The caller asks whether the actor may read it."""
    columns = (
        Feedback.id,
        Feedback.audit_id,
        Feedback.person_id,
        _manager_among(actor, Feedback.person_id),
        Feedback.released_at,
        Feedback.shows_auditor,
        _name(Reader),
        _name(Marker),
        Assessment.reference,
        AuditCycle.name,
        SampleItem.marks,
        *(Audit.checklist_version_id, Audit.form_kind, Audit.content_hash, Audit.working, Audit.closing),
    )
    statement = _from_feedback(select(*columns)).join(Marker, Marker.id == Audit.auditor_id)
    row = db.session.execute(statement.where(Feedback.id == feedback_id)).one_or_none()
    if row is None:
        raise NotFound
    return FeedbackFacts._make(row)


def _from_feedback(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Feedback)
        .join(Audit, Audit.id == Feedback.audit_id)
        .join(SampleItem, SampleItem.id == Feedback.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .join(Reader, Reader.id == Feedback.person_id)
    )


def _name(person: type[Person]) -> ColumnElement[str]:
    return person.given_name + " " + person.family_name


def _manager_among(actor: Actor, person_id: Any) -> ScalarSelect[int | None]:  # noqa: ANN401  # a column
    """The actor, if one of this person's posts of today answers to them, who still works there."""
    return (
        select(Post.manager_id)
        .where(
            Post.person_id == person_id,
            manager_in_post() == actor.person_id,
            is_current(),
        )
        .limit(1)
        .scalar_subquery()
    )


class FeedbackLine(NamedTuple):
    """One line of "My feedback"."""

    id: int
    person_id: int
    practitioner: str
    reference: str
    cycle: str
    grade: int
    released_at: datetime
    is_opened: bool


def list_readable(actor: Actor) -> Sequence[FeedbackLine]:
    """The actor's own feedback, and that of people whom they manage; newest first."""
    mine = Feedback.person_id == actor.person_id
    if actor.holds(Role.LINE_MANAGER):
        mine = or_(mine, _manager_among(actor, Feedback.person_id).is_not(None))
    columns = (
        Feedback.id,
        Feedback.person_id,
        _name(Reader),
        Assessment.reference,
        AuditCycle.name,
        Audit.grade,
        Feedback.released_at,
        _is_opened_by(literal(actor.person_id)),
    )
    statement = _from_feedback(select(*columns)).where(mine)
    rows = db.session.execute(
        statement.order_by(Feedback.released_at.desc(), Feedback.id.desc()).limit(MOST_LINES)
    )
    return [FeedbackLine._make(row) for row in rows]


def _is_opened_by(person_id: ColumnElement[int]) -> ColumnElement[bool]:
    return (
        select(Activity.id)
        .where(
            Activity.subject_kind == Feedback.__tablename__,
            Activity.subject_id == Feedback.id,
            Activity.verb == OPENED,
            Activity.actor_id == person_id,
        )
        .exists()
    )


def count_unread(actor: Actor) -> int:
    """The actor's own feedback that they have not opened yet."""
    return db.session.scalar(_UNREAD, {"reader": actor.person_id}) or 0


_READER: BindParameter[int] = bindparam("reader")
_UNREAD = (
    select(func.count()).select_from(Feedback).where(Feedback.person_id == _READER, ~_is_opened_by(_READER))
)


class Opening(NamedTuple):
    """Somebody opened this feedback."""

    at: datetime
    person_id: int
    name: str


def list_openings(feedback_id: int) -> Sequence[Opening]:
    """Who has opened it, newest first."""
    rows = db.session.execute(
        select(Activity.at, Person.id, _name(Person))
        .join(Person, Person.id == Activity.actor_id)
        .where(
            Activity.subject_kind == Feedback.__tablename__,
            Activity.subject_id == feedback_id,
            Activity.verb == OPENED,
        )
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(MOST_OPENINGS)
    )
    return [Opening._make(row) for row in rows]


class Finished(NamedTuple):
    """An audit with nothing open, whose feedback has not been released."""

    audit_id: int
    sample_item_id: int
    cycle_id: int
    cycle: str
    reference: str
    submitted_at: datetime
    marks_wanted: int
    practitioner_id: int | None
    practitioner: str | None


def list_finished(*, audit_id: int | None = None, cycle_id: int | None = None) -> Sequence[Finished]:
    """What may be released: by cycle, oldest first. Of an agreed pair, the first marker's."""
    columns = (
        Audit.id,
        SampleItem.id,
        AuditCycle.id,
        AuditCycle.name,
        Assessment.reference,
        Audit.submitted_at,
        SampleItem.marks,
        Assessment.lead_practitioner_id,
        _name(Reader),
    )
    statement = _from_finished(select(*columns)).order_by(
        AuditCycle.opens_on, AuditCycle.id, Audit.submitted_at, Audit.id
    )
    if audit_id is not None:
        statement = statement.where(Audit.id == audit_id)
    if cycle_id is not None:
        statement = statement.where(AuditCycle.id == cycle_id)
    return [Finished._make(row) for row in db.session.execute(statement)]


def number_finished() -> ScalarSelect[int]:
    """How many audits' feedback could be released to somebody."""
    statement = _from_finished(select(func.count(Audit.id)))
    return statement.where(Assessment.lead_practitioner_id.is_not(None)).scalar_subquery()


def _from_finished(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Audit)
        .join(Allocation, Allocation.id == Audit.allocation_id)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .outerjoin(Reader, Reader.id == Assessment.lead_practitioner_id)
        .outerjoin(Feedback, Feedback.sample_item_id == SampleItem.id)
        .where(
            Audit.state.in_(FINISHED),
            Allocation.slot == 1,
            Allocation.state != AllocationState.DECLINED,
            Feedback.id.is_(None),
        )
    )
