"""Of whose requirements somebody sees how they stand, as SQL conditions over posts of today."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from portal.kernel.access import Actor, Role
from portal.people.models import Person, Post
from portal.people.scope import AnyPost, is_current, manager_in_post
from training.catalogue.models import Course
from training.requirements.domain import State
from training.requirements.models import RequirementCourse, RequirementStanding

RUNS_TRAINING = (Role.COORDINATOR, Role.TRAINING_LEAD)


def sees_through(actor: Actor, post: AnyPost = Post) -> ColumnElement[bool]:
    """The posts through which this actor answers for somebody: as `REQUIREMENT_READ` says of one person."""
    if actor.holds(*RUNS_TRAINING):
        return true()
    seen: list[ColumnElement[bool]] = [post.person_id == actor.person_id]
    led, schools = actor.agencies_as(Role.AGENCY_LEAD), actor.schools_as(Role.CHAMPION)
    if led:
        seen.append(post.agency_id.in_(led))
    if schools:
        seen.append(post.school_id.in_(schools))
    if actor.holds(Role.LINE_MANAGER):
        seen.append(and_(post.manager_id == actor.person_id, manager_in_post(post) == actor.person_id))
    if actor.acts_for_others:
        reached = select(Person.id).where(Person.office_contact_id == actor.person_id)
        seen.append(post.person_id.in_(reached))
    return or_(*seen)


def is_required(person: Any, course: Any) -> ColumnElement[bool]:  # noqa: ANN401  # columns
    """Whether a certificate of this course counts for something that is required of this person.

    Then what is required is what they are told of, and not the certificate besides.
    """
    renewed = aliased(Course)
    return exists().where(
        RequirementStanding.person_id == person,
        RequirementStanding.state != State.NOT_REQUIRED,
        RequirementCourse.requirement_id == RequirementStanding.requirement_id,
        renewed.id == RequirementCourse.course_id,
        or_(renewed.id == course, renewed.refresher_id == course),
    )


def theirs(actor: Actor, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """The people of such posts; `more` narrows the posts."""
    if actor.holds(*RUNS_TRAINING) and not more:
        return true()
    found = select(Post.person_id).where(sees_through(actor), is_current(), *more)
    return Person.id.in_(found)
