"""Giving roles, changing, ending and reviewing them. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, Role, require
from portal.kernel.activity import Told
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.differences import fingerprint
from portal.kernel.errors import Forbidden, NotFound, SeenHasChanged
from portal.kernel.granting import SCOPES, Holder, Scope, may_be_in_one_hand, may_grant, may_review
from portal.kernel.rules import in_force
from portal.people.models import RoleGrant
from portal.people.services import end_grant as end_on
from portal.people.services import grant_role
from portal.roles import queries
from portal.roles.domain import (
    AlreadyBegun,
    AlreadyHeld,
    ChangeGrant,
    Decision,
    EndGrant,
    EndsBeforeStart,
    EndsInThePast,
    FromTheRoster,
    GiveRole,
    GrantRules,
    KeptApart,
    LastAdministrator,
    NoAgencyNeeded,
    NoBoard,
    NoBoardNeeded,
    NoPost,
    NoReason,
    NotHeld,
    NothingChosen,
    NotTheirAgency,
    ReviewGrants,
    StartsTooLate,
    StartsTooSoon,
)


def give_role(actor: Actor, command: GiveRole) -> RoleGrant:
    """Give a role. The person is locked first: of two who give the same role, the second is refused."""
    return grant_role(actor, check_role(actor, command))


def check_role(actor: Actor, command: GiveRole) -> RoleGrant:
    """The grant that the command would make, not yet added. Raises whatever refuses it."""
    person = queries.get_person(actor, command.person_id, lock=True)
    require(actor, Permission.ROLE_MANAGE)
    holder = _holder(person.id)
    if not may_grant(actor, command.role, holder):
        raise Forbidden(why_not(actor, holder))
    _check_scope(command, holder)
    if command.starts_on < clock.today():
        raise StartsTooSoon
    _check_dates(command)
    grant = RoleGrant(
        person_id=person.id,
        role=command.role,
        agency_id=command.agency_id,
        board=command.board,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        reason=command.reason,
    )
    _check_others(grant)
    return grant


def _holder(person_id: int) -> Holder:
    return Holder(person_id, queries.agencies_by_person([person_id])[person_id])


def why_not(actor: Actor, holder: Holder) -> str:
    """What somebody is told who may not give, change, end or review this person's roles."""
    if actor.person_id == holder.person_id:
        return "Nobody gives, changes, ends or reviews a role of their own. Ask somebody else"
    return "Your roles do not let you give, change, end or review this role of this person"


def _check_scope(command: GiveRole, holder: Holder) -> None:
    if not holder.agency_ids:
        raise NoPost
    if SCOPES[command.role] is Scope.AGENCY:
        if command.agency_id not in holder.agency_ids:
            raise NotTheirAgency
    elif command.agency_id is not None:
        raise NoAgencyNeeded
    _check_board(command.role, command.board)


def _check_board(role: Role, board: str) -> None:
    """A board reader reads for one of the partnership's boards, when it names any; nobody else for any."""
    if SCOPES[role] is not Scope.BOARD:
        if board:
            raise NoBoardNeeded
        return
    boards = chosen().boards
    if board not in boards and (boards or board):
        raise NoBoard


def _check_dates(command: GiveRole | ChangeGrant) -> None:
    today = clock.today()
    if command.starts_on > today + in_force(GrantRules).ahead:
        raise StartsTooLate
    if command.ends_on is None:
        return
    if command.ends_on < command.starts_on:
        raise EndsBeforeStart
    if command.ends_on < today:
        raise EndsInThePast


def _check_others(grant: RoleGrant) -> None:
    """What else the person holds or is to hold must leave room for this."""
    others = [one for one in queries.list_open_grants(grant.person_id) if one.id != grant.id]
    at_that_time = [one for one in others if _overlap(one, grant)]
    if any(_is_same(one, grant) for one in at_that_time):
        raise AlreadyHeld
    if not may_be_in_one_hand(frozenset({grant.role, *(one.role for one in at_that_time)})):
        raise KeptApart


def _is_same(one: RoleGrant, other: RoleGrant) -> bool:
    return _held_as(one) == _held_as(other)


def _held_as(one: RoleGrant) -> tuple[Role, int | None, int | None, str]:
    return one.role, one.agency_id, one.school_id, one.board


def _overlap(one: RoleGrant, other: RoleGrant) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def change_grant(actor: Actor, command: ChangeGrant) -> RoleGrant:
    """Give a role other dates, the first day only while it has not come; and a reader another board."""
    grant = _load_open(actor, command.grant_id)
    _check_change(grant, command)
    if command.ends_on is not None:
        _keep_an_administrator([grant])
    before = _terms(grant)
    if command.board is not None and command.board != grant.board:
        _check_board(grant.role, command.board)
        grant.board = command.board
    grant.starts_on, grant.ends_on = command.starts_on, command.ends_on
    with db.session.no_autoflush:
        _check_others(grant)
    activity.record(
        actor,
        "change_role",
        grant,
        reason=command.reason,
        role=grant.role.value,
        person_id=grant.person_id,
        before=before,
        after=_terms(grant),
    )
    return grant


def _check_change(grant: RoleGrant, command: ChangeGrant) -> None:
    if command.seen != seen_of(grant):
        raise SeenHasChanged
    if command.starts_on != grant.starts_on:
        if grant.starts_on <= clock.today():
            raise AlreadyBegun
        if command.starts_on < clock.today():
            raise StartsTooSoon
    _check_dates(command)


def seen_of(grant: RoleGrant) -> str:
    """What a page that shows these dates has seen."""
    return fingerprint({"terms": _terms(grant)})


def _terms(grant: RoleGrant) -> list[str | None]:
    dates = [grant.starts_on.isoformat(), grant.ends_on.isoformat() if grant.ends_on else None]
    return [*dates, grant.board] if grant.board else dates


def end_grant(actor: Actor, command: EndGrant) -> RoleGrant:
    """End a role on a day, or at once: then it is gone with the holder's next click."""
    grant = _load_open(actor, command.grant_id)
    if command.on is not None:
        if command.on < grant.starts_on:
            raise EndsBeforeStart(field="on")
        if command.on < clock.today():
            raise EndsInThePast(field="on")
    _end(actor, [grant], command)
    return grant


def _end(actor: Actor, grants: Sequence[RoleGrant], command: EndGrant | ReviewGrants) -> None:
    _keep_an_administrator(grants)
    last_day = command.on if isinstance(command, EndGrant) else None
    for grant in grants:
        end_on(actor, grant, last_day or clock.today() - timedelta(days=1), command.reason)


def require_may_change(actor: Actor, grant: RoleGrant) -> None:
    """Raise `FromTheRoster` for Champions, and `Forbidden` for whoever may not change this grant."""
    require(actor, Permission.ROLE_MANAGE)
    holder = _holder(grant.person_id)
    if grant.role is Role.CHAMPION and actor.person_id != holder.person_id:
        raise FromTheRoster
    if not may_grant(actor, grant.role, holder):
        raise Forbidden(why_not(actor, holder))


def _load_open(actor: Actor, grant_id: int) -> RoleGrant:
    grant = queries.get_grant(actor, grant_id, lock=True)
    require_may_change(actor, grant)
    _refuse_ended([grant])
    return grant


def _refuse_ended(grants: Sequence[RoleGrant]) -> None:
    today = clock.today()
    if any(one.ends_on is not None and one.ends_on < max(today, one.starts_on) for one in grants):
        raise NotHeld


def _keep_an_administrator(ending: Sequence[RoleGrant]) -> None:
    """Refuse to leave the portal without an administrator.

    All of them are locked, so that two who end each other's role at the same moment cannot both succeed.
    """
    going = {grant.id for grant in ending if grant.role is Role.ADMINISTRATOR}
    if going and all(one.id in going for one in queries.lock_administrators()):
        raise LastAdministrator


def review_grants(actor: Actor, command: ReviewGrants) -> Sequence[RoleGrant]:
    """Confirm that people still need these roles, or end them at once: all of them, or none."""
    require(actor, Permission.ROLE_MANAGE)
    if not command.grant_ids:
        raise NothingChosen
    grants = queries.list_grants_by_id(actor, command.grant_ids, lock=True)
    if len(grants) != len(set(command.grant_ids)):
        raise NotFound
    _check_review(actor, grants, command.decision)
    _refuse_ended(grants)
    if command.decision is Decision.END:
        if not command.reason:
            raise NoReason
        _end(actor, grants, command)
    else:
        _confirm(actor, grants, command.reason)
    return grants


def _check_review(actor: Actor, grants: Sequence[RoleGrant], decision: Decision) -> None:
    agencies = queries.agencies_by_person({grant.person_id for grant in grants})
    allowed = may_review if decision is Decision.KEEP else may_grant
    for grant in grants:
        holder = Holder(grant.person_id, agencies[grant.person_id])
        if allowed(actor, grant.role, holder):
            continue
        if may_review(actor, grant.role, holder):
            raise FromTheRoster
        raise Forbidden(why_not(actor, holder))


def _confirm(actor: Actor, grants: Sequence[RoleGrant], reason: str) -> None:
    for grant in grants:
        before = grant.reviewed_on
        grant.reviewed_on, grant.reviewed_by_id = clock.today(), actor.person_id
        activity.record(
            actor,
            "review_role",
            grant,
            reason=reason,
            role=grant.role.value,
            person_id=grant.person_id,
            before=before and before.isoformat(),
            after=clock.today().isoformat(),
        )


def reword_boards(actor: Actor, reworded: Mapping[str, str]) -> None:
    """Whoever reads for a board that is called otherwise from now on reads for it still."""
    told = []
    for grant in queries.list_open_readers(reworded):
        before, grant.board = grant.board, reworded[grant.board]
        told.append(Told(grant.id, {"board": before}, {"board": grant.board}, grant.person_id))
    activity.record_each(actor, "reword_board", RoleGrant, told, role=Role.BOARD_READER.value)
