"""What people can do about roles. Callers commit, and have checked that the actor may."""

from __future__ import annotations

from datetime import date

from portal.kernel import activity, clock
from portal.kernel.access import Actor, RoleScope
from portal.kernel.db import db
from portal.people import queries
from portal.people.models import RoleGrant


def grant_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """Give a role with its scope, dates and reason. Whether the actor may, the caller has checked."""
    grant.granted_by_id = actor.person_id or None
    db.session.add(grant)
    activity.record(
        actor,
        "grant_role",
        grant,
        reason=grant.reason,
        role=grant.role.value,
        person_id=grant.person_id,
        agency_id=grant.agency_id,
        school_id=grant.school_id,
        before={},
        after={
            "starts_on": grant.starts_on.isoformat(),
            "ends_on": grant.ends_on and grant.ends_on.isoformat(),
            **({"board": grant.board} if grant.board else {}),
        },
    )
    return grant


def end_role(actor: Actor, person_id: int, held: RoleScope, *, on: date, reason: str = "") -> None:
    """End a role that is held now for a school, or for none; its last day is `on`."""
    for grant in queries.list_open_grants(person_id, held.role, school_id=held.school_id):
        end_grant(actor, grant, max(on, grant.starts_on), reason)


def end_grant(actor: Actor, grant: RoleGrant, on: date, reason: str) -> None:
    """Give a grant its last day, which for one that ends at once is the day before today."""
    before = grant.ends_on
    grant.ends_on, grant.ended_at = on, clock.now()
    grant.ended_by_id, grant.ended_reason = actor.person_id or None, reason
    activity.record(
        actor,
        "end_role",
        grant,
        reason=reason,
        role=grant.role.value,
        person_id=grant.person_id,
        before=before and before.isoformat(),
        after=on.isoformat(),
    )
