"""Handing a team over to another manager, and giving it back. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.activity import Told
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people import queries
from portal.people.changes import (
    AnsweringToOthers,
    GivenBack,
    HandOver,
    ManagerHasLeft,
    ManagersInACircle,
    NobodyToHandOver,
    OwnManager,
    TooLateToGiveBack,
    UndoHandOver,
    the_one_meant,
)
from portal.people.domain import PeopleRules
from portal.people.finding import handing
from portal.people.finding import posts as finding
from portal.people.models import Agency, HandedPost, Post, TeamHandOver
from portal.people.services.posts import nobody_there


def hand_over(actor: Actor, command: HandOver) -> Sequence[Post]:
    """Everybody who answers to one manager in an agency answers to another: all of them, or nobody.

    When the new manager is one of the team, they answer to whom the old manager answers to.
    """
    agency = queries.get_agency(command.agency_id)
    require(actor, Permission.PERSON_MANAGE, Post(agency_id=agency.id))
    team = finding.list_team(command.from_id, agency.id, lock=True)
    if not team:
        raise NobodyToHandOver
    new_id = _successor(command, agency, team)
    boss_id = _boss_of(command.from_id, agency.id)
    _move(actor, "hand_over", [(post, boss_id if post.person_id == new_id else new_id) for post in team])
    _keep(actor, command, new_id, team)
    return team


def _move(actor: Actor, verb: str, moves: Sequence[tuple[Post, int | None]], *, reason: str = "") -> None:
    """Each post answers to somebody else from now on, and the log says of each to whom before."""
    told = []
    for post, manager_id in moves:
        before, after = {"manager_id": post.manager_id}, {"manager_id": manager_id}
        told.append(Told(post.id, before, after, post.person_id))
        post.manager_id = manager_id
    activity.record_each(actor, verb, Post, told, reason=reason, agency_id=moves[0][0].agency_id)


def _keep(actor: Actor, command: HandOver, new_id: int, team: Sequence[Post]) -> None:
    kept = TeamHandOver(
        agency_id=command.agency_id,
        from_id=command.from_id,
        to_id=new_id,
        handed_at=clock.now(),
        handed_by_id=actor.person_id or None,
    )
    db.session.add(kept)
    db.session.flush()
    add_rows(
        HandedPost,
        [{"hand_over_id": kept.id, "post_id": post.id, "manager_id": post.manager_id} for post in team],
    )


def _successor(command: HandOver, agency: Agency, team: Sequence[Post]) -> int:
    """Whom the team will answer to: anybody in the agency who answers to none of them."""
    meant = the_one_meant(finding.list_meant(command.manager, [agency.id]), "manager", nobody_there(agency))
    if meant.person_id == command.from_id:
        raise OwnManager("They manage this team already", field="manager")
    members = {post.person_id for post in team}
    if meant.person_id not in members and members & finding.list_managers_above(meant.person_id, agency.id):
        raise ManagersInACircle(meant.name)
    return meant.person_id


def _boss_of(person_id: int, agency_id: int) -> int | None:
    posts = (one for one in finding.list_held_posts(person_id) if one.agency_id == agency_id)
    return next((one.manager_id for one in posts if one.manager_id is not None), None)


def undo_hand_over(actor: Actor, command: UndoHandOver) -> Sequence[Post]:
    """Give a team back whole, or say what stands in the way. Posts that ended since stay as they are.

    The hand-over is locked, then its posts: of two who give it back the second is told, and a post that
    somebody changes at this moment is seen as it has become.
    """
    kept = get_hand_over(actor, command.hand_over_id, lock=True)
    posts = check_undo(kept, handing.list_handed(kept.id, lock=True))
    _move(actor, "undo_hand_over", [(post, kept.from_id) for post in posts], reason=command.reason)
    kept.undone_at, kept.undone_by_id = clock.now(), actor.person_id or None
    return posts


def get_hand_over(actor: Actor, hand_over_id: int, *, lock: bool = False) -> TeamHandOver:
    """Raise `NotFound` for whoever may not change posts of its agency: they are not to know of it."""
    require(actor, Permission.PERSON_MANAGE)
    kept = handing.get_hand_over(actor, hand_over_id, lock=lock)
    if kept is None:
        raise NotFound
    return kept


def check_undo(kept: TeamHandOver, handed: Sequence[handing.Handed]) -> Sequence[Post]:
    """The posts that would go back. Raises what stands in the way."""
    allowed = in_force(PeopleRules).hand_over_undo
    if kept.undone_at is not None:
        raise GivenBack
    if clock.now() > kept.handed_at + allowed:
        raise TooLateToGiveBack(allowed.days)
    posts = [one.post for one in handed]
    if not posts:
        raise NobodyToHandOver("Nobody of this team is in post any more")
    changed = [one.post.person.name for one in handed if one.post.manager_id != one.manager_id]
    if changed:
        raise AnsweringToOthers(changed)
    _check_manager(kept, {post.person_id for post in posts})
    return posts


def _check_manager(kept: TeamHandOver, members: set[int]) -> None:
    """Who managed the team still works there, and answers to nobody of it by now."""
    manager = queries.get_person(kept.from_id)
    if not handing.works_for(manager.id, kept.agency_id):
        raise ManagerHasLeft(manager.name)
    if members & {manager.id, *finding.list_managers_above(manager.id, kept.agency_id)}:
        raise ManagersInACircle(manager.name)
