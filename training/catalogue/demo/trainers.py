"""Who teaches in the demo partnership."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.people.demo.cast import find_cast
from portal.people.domain import RoleGroup
from portal.people.models import Post, RoleGrant

OTHER_TRAINERS = 9
GROUPS = (RoleGroup.EARLY_HELP, RoleGroup.FAMILY_SUPPORT, RoleGroup.HEALTH_VISITING, RoleGroup.MANAGEMENT)


def find_trainers() -> list[int]:
    """The demo trainer first, then others from several agencies, who are given the role."""
    others = db.session.scalars(
        select(Post.person_id)
        .join(Account, Account.person_id == Post.person_id)
        .where(
            Post.role_group.in_(GROUPS),
            Post.ended_on.is_(None),
            Post.school_id.is_(None),
            Account.is_active,
            Post.person_id.not_in(select(RoleGrant.person_id)),
        )
        .group_by(Post.person_id)
        .order_by(Post.person_id)
        .limit(OTHER_TRAINERS)
    ).all()
    starts_on = clock.today() - timedelta(days=2 * 365)
    add_rows(
        RoleGrant,
        (
            {"person_id": one, "role": Role.TRAINER, "starts_on": starts_on, "reason": "Teaches early help"}
            for one in others
        ),
    )
    return [find_cast()["trainer"].person_id, *others]
