"""Most roles of the demo partnership were looked at this autumn; a few still wait for somebody to do so."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select, update

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from portal.people.models import RoleGrant

# After the rooms that give roles.
ORDER = 150
REVIEWED_DAYS_AGO = 60
# One role in so many was passed over.
PASSED_OVER_EVERY = 40


def load(plan: DemoPlan) -> None:
    """Confirm the roles that began before the last review, each by somebody other than its holder."""
    _name_boards()
    cast = find_cast()
    day = clock.today() - timedelta(days=REVIEWED_DAYS_AGO)
    for login, roles in (("admin", set(Role) - {Role.CHAMPION}), ("coordinator", {Role.CHAMPION})):
        reviewer = cast[login].person_id
        db.session.execute(
            update(RoleGrant)
            .where(
                RoleGrant.role.in_(roles),
                RoleGrant.starts_on <= day,
                or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
                RoleGrant.person_id != reviewer,
                RoleGrant.id % PASSED_OVER_EVERY != 0,
            )
            .values(reviewed_on=day, reviewed_by_id=reviewer)
        )
    waiting = db.session.scalars(select(RoleGrant.id).where(RoleGrant.reviewed_on.is_(None))).all()
    plan.say(f"{len(waiting):,} roles that nobody has reviewed yet")


def _name_boards() -> None:
    """Board readers read for one of York's boards, in turn."""
    boards = chosen().boards
    readers = db.session.scalars(
        select(RoleGrant).where(RoleGrant.role == Role.BOARD_READER).order_by(RoleGrant.id)
    )
    for place, grant in enumerate(readers if boards else ()):
        grant.board = boards[place % len(boards)]
