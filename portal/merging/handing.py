"""What becomes of roles in a merge: held once, never one's own gift, never two that may not meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product

from sqlalchemy import ColumnElement, or_, select

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.granting import CASE_ROLES, may_be_in_one_hand
from portal.kernel.text import listed
from portal.merging.rules import Foreseen, Ledger, MergeRule, Parties
from portal.people.models import RoleGrant

SAME_PERSON = "Held twice: the same person"


def role_rules() -> tuple[MergeRule, ...]:
    return (
        MergeRule(
            column="role_grant.person_id",
            words=("role", "roles"),
            foresee=_foresee,
            settle=_hold_once,
        ),
        MergeRule(
            column="role_grant.granted_by_id",
            words=("role they gave", "roles they gave"),
            settle=_keep_givers_apart,
        ),
        MergeRule(
            column="role_grant.reviewed_by_id",
            words=("role they confirmed", "roles they confirmed"),
            settle=_keep_reviewers_apart,
        ),
    )


def _foresee(parties: Parties) -> Foreseen:
    """Nobody comes to hold what may not be in one hand, or what they gave themself."""
    held = [grant for grant in _grants_of(parties) if _is_open(grant)]
    roles = frozenset(grant.role for grant in held)
    own = sorted({grant.role.label for grant in held if _is_gift_of(grant, parties)})
    found = [
        f"One gave or confirmed a role of the other: {listed(own)}. Somebody else has to end it first"
        for _ in own[:1]
    ]
    if not may_be_in_one_hand(roles):
        words = listed(sorted(role.label for role in roles & (CASE_ROLES | {Role.ADMINISTRATOR})))
        found.append(f"Nobody may hold these roles together: {words}. End one of them first")
    gained = {one.role for one in held if one.person_id == parties.lost_id} - {
        one.role for one in held if one.person_id == parties.kept_id
    }
    effects = [f"They hold this from then on: {role.label}" for role in sorted(gained)]
    return Foreseen(tuple(effects), tuple(found))


def _is_gift_of(grant: RoleGrant, parties: Parties) -> bool:
    return any(
        giver in parties.both and giver != grant.person_id
        for giver in (grant.granted_by_id, grant.reviewed_by_id)
    )


def _hold_once(actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """Of two grants of one role whose days touch, the one that lasts longer goes with who stays.

    The other is kept with the merged row, and ends if it was still open. So is a grant that the one who
    stays once gave: by then they would have given it to themself.
    """
    grants = list(_grants_of(parties))
    sides = [[one for one in grants if one.person_id == side] for side in parties.both]
    gifts = {one.id for one in sides[1] if _is_gift_of(one, parties)}
    spared: set[int] = set(gifts)
    for own, other in product(*sides):
        if own.id in spared or other.id in spared or not _touch(own, other):
            continue
        shorter = other if _last_day(own) >= _last_day(other) else own
        spared.add(shorter.id)
        _put_aside(actor, shorter, parties, ledger)
    ledger.leave(spared)


def _put_aside(actor: Actor, grant: RoleGrant, parties: Parties, ledger: Ledger) -> None:
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    if grant.person_id == parties.kept_id:
        before["person_id"], after["person_id"] = parties.kept_id, parties.lost_id
    if _is_open(grant):
        # What ends at once has the day before today as its last.
        names = ("ends_on", "ended_at", "ended_by_id", "ended_reason")
        before |= {name: getattr(grant, name) for name in names}
        ends = (clock.today() - timedelta(days=1), clock.now(), actor.person_id or None, SAME_PERSON)
        after |= dict(zip(names, ends, strict=True))
    if after:
        ledger.change("role_grant", grant.id, before, after)


def _touch(one: RoleGrant, other: RoleGrant) -> bool:
    names = ("role", "agency_id", "school_id", "board")
    same = all(getattr(one, name) == getattr(other, name) for name in names)
    held = all(_last_day(grant) >= grant.starts_on for grant in (one, other))
    return same and held and one.starts_on <= _last_day(other) and other.starts_on <= _last_day(one)


def _last_day(grant: RoleGrant) -> date:
    return grant.ends_on or date.max


def _is_open(grant: RoleGrant) -> bool:
    return _last_day(grant) >= clock.today()


def _grants_of(parties: Parties) -> Iterator[RoleGrant]:
    yield from db.session.scalars(
        select(RoleGrant).where(RoleGrant.person_id.in_(parties.both)).order_by(RoleGrant.id)
    )


def _keep_givers_apart(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    """What the merged record gave to the one who stays goes on naming the merged record."""
    ledger.leave(_ids_where(RoleGrant.granted_by_id == parties.lost_id, parties))


def _keep_reviewers_apart(_actor: Actor, parties: Parties, ledger: Ledger) -> None:
    ledger.leave(_ids_where(RoleGrant.reviewed_by_id == parties.lost_id, parties))


def _ids_where(by_lost: ColumnElement[bool], parties: Parties) -> Sequence[int]:
    return db.session.scalars(
        select(RoleGrant.id).where(by_lost, or_(*(RoleGrant.person_id == one for one in parties.both)))
    ).all()
