"""Reads of safeguarding alerts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from audits.cycles.models import Allocation, SampleItem
from audits.marking.models import Audit, SafeguardingAlert
from audits.register.models import Assessment
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, RoleGrant


def find_alert_of(audit_id: int) -> SafeguardingAlert | None:
    return db.session.scalar(
        select(SafeguardingAlert)
        .where(SafeguardingAlert.audit_id == audit_id)
        .options(joinedload(SafeguardingAlert.seen_by))
    )


def list_safeguarding_addresses() -> Sequence[str]:
    """Where each current safeguarding lead can be reached."""
    today = clock.today()
    return db.session.scalars(
        select(func.coalesce(Person.email, Account.email))
        .select_from(RoleGrant)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            RoleGrant.role == Role.SAFEGUARDING_LEAD,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
            or_(Person.email.is_not(None), Account.email.is_not(None)),
        )
        .distinct()
    ).all()


def list_alerts(*, limit: int = 50) -> Sequence[SafeguardingAlert]:
    """What waits for a decision first, oldest first; then what was decided, newest first."""
    return db.session.scalars(
        _select_alerts()
        .order_by(
            SafeguardingAlert.decided_at.is_not(None),
            SafeguardingAlert.decided_at.desc(),
            SafeguardingAlert.raised_at,
            SafeguardingAlert.id,
        )
        .limit(limit)
    ).all()


def get_alert(alert_id: int, *, lock: bool = False) -> SafeguardingAlert:
    """Raise `NotFound` when there is no such alert."""
    statement = select(SafeguardingAlert).with_for_update() if lock else _select_alerts()
    alert = db.session.scalar(statement.where(SafeguardingAlert.id == alert_id))
    if alert is None:
        raise NotFound
    return alert


def _select_alerts() -> Select[SafeguardingAlert]:
    return select(SafeguardingAlert).options(
        joinedload(SafeguardingAlert.raised_by, innerjoin=True),
        joinedload(SafeguardingAlert.seen_by),
        joinedload(SafeguardingAlert.decided_by),
        joinedload(SafeguardingAlert.audit, innerjoin=True)
        .joinedload(Audit.allocation, innerjoin=True)
        .joinedload(Allocation.sample_item, innerjoin=True)
        .joinedload(SampleItem.assessment, innerjoin=True)
        .options(joinedload(Assessment.local_area, innerjoin=True), joinedload(Assessment.lead_practitioner)),
    )


def count_open_alerts() -> tuple[int, int]:
    """Alerts nobody has seen yet, and alerts without a decision."""
    row = db.session.execute(
        select(
            func.count().filter(SafeguardingAlert.seen_at.is_(None)),
            func.count().filter(SafeguardingAlert.decided_at.is_(None)),
        )
    ).one()
    return row[0], row[1]
