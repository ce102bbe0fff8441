"""What people can do about roles. Callers commit."""

from __future__ import annotations

from datetime import date

from portal.kernel import activity
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.people import queries
from portal.people.models import RoleGrant


def grant_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """Give a role with its scope, dates and reason. The caller has checked that the actor may."""
    db.session.add(grant)
    activity.record(
        actor, "grant_role", grant, reason=grant.reason, role=grant.role.value, person_id=grant.person_id
    )
    return grant


def end_role(actor: Actor, person_id: int, role: Role, *, school_id: int | None, on: date) -> None:
    """End a role that is held now for this school; its last day is `on`."""
    for grant in queries.list_open_grants(person_id, role, school_id=school_id):
        grant.ends_on = max(on, grant.starts_on)
        activity.record(actor, "end_role", grant, role=role.value, person_id=person_id)
