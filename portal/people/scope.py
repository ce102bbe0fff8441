"""What somebody's post entitles them to see of other people (docs/workforce.md), as SQL conditions.

Nothing here asks the database; a statement that lists people or posts adds these to its `where`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, and_, exists, or_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.rules import in_force
from portal.people.domain import PeopleRules
from portal.people.models import Person, Post

# These see the whole workforce; everyone else sees what their posts entitle them to.
SEES_EVERYONE = (Role.COORDINATOR, Role.TRAINING_LEAD, Role.ADMINISTRATOR)
AnyPost = type[Post] | AliasedClass[Post]


def is_current(post: AnyPost = Post) -> ColumnElement[bool]:
    """Held today: the first and the last day in post both count."""
    return held_on(post, clock.today())


def held_on(post: AnyPost, day: date | BindParameter[date]) -> ColumnElement[bool]:
    return and_(post.started_on <= day, or_(post.ended_on.is_(None), post.ended_on >= day))


def is_not_over(post: AnyPost = Post) -> ColumnElement[bool]:
    """Held today or agreed for later."""
    return or_(post.ended_on.is_(None), post.ended_on >= clock.today())


def sees_post(actor: Actor, post: AnyPost = Post) -> ColumnElement[bool]:
    """The posts whose details this actor may know."""
    if actor.holds(*SEES_EVERYONE):
        return true()
    seen: list[ColumnElement[bool]] = [post.person_id == actor.person_id]
    led = actor.agencies_as(Role.AGENCY_LEAD)
    if led:
        gone_since = clock.today() - in_force(PeopleRules).leavers_stay_visible
        seen.append(and_(post.agency_id.in_(led), or_(post.ended_on.is_(None), post.ended_on >= gone_since)))
    if actor.holds(Role.LINE_MANAGER):
        seen.append(and_(post.manager_id == actor.person_id, is_not_over(post), _works_there(actor, post)))
    return or_(*seen)


def _works_there(actor: Actor, post: AnyPost) -> ColumnElement[bool]:
    """A manager who has left an agency no longer manages there, though nobody has handed the team over."""
    own = aliased(Post)
    return exists().where(own.person_id == actor.person_id, own.agency_id == post.agency_id, is_current(own))


def sees_person(actor: Actor) -> ColumnElement[bool]:
    """The people whom this actor may know of: oneself, those of whom they see a post, those they act for."""
    if actor.holds(*SEES_EVERYONE):
        return true()
    post = aliased(Post)
    # Not `exists`: that would be asked of everybody, where the posts seen are a few.
    theirs = select(post.person_id).where(sees_post(actor, post))
    seen = [Person.id == actor.person_id, Person.id.in_(theirs)]
    if actor.acts_for_others:
        seen.append(Person.office_contact_id == actor.person_id)
    return or_(*seen)


def manager_in_post(
    post: AnyPost = Post, day: date | BindParameter[date] | None = None
) -> ScalarSelect[int | None]:
    """Who manages this post today: nobody, when whoever did has left its agency."""
    boss = aliased(Post)
    return (
        select(boss.person_id)
        .where(
            boss.person_id == post.manager_id,
            boss.agency_id == post.agency_id,
            held_on(boss, clock.today() if day is None else day),
        )
        .limit(1)
        .scalar_subquery()
    )
