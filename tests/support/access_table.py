"""Who may open which page, as text: `python -m tests.support.access_table` writes what the portal says today.

The stored table is read by people. A change of a grant, or a new page, shows up in it as a changed
line that somebody has to agree to.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from portal.kernel.access import Actor, Open, Permission, Role, RoleScope, can
from portal.settings import Environment, Settings

TABLE = Path(__file__).parents[1] / "integration" / "access.txt"


def lines(app: Flask) -> list[str]:
    views = sorted(app.view_functions.items())
    return [f"{endpoint:<34}{who_may(view.__access__)}" for endpoint, view in views]


def who_may(needs: Permission | Open) -> str:
    if isinstance(needs, Open):
        return "anybody" if needs is Open.PUBLIC else "everybody signed in"
    roles = [role.value for role in Role if can(holder_of(role), needs)]
    # A practitioner is what everybody signed in is at least; which object they may see, services ask.
    return "everybody signed in, by object" if Role.PRACTITIONER in roles else ", ".join(roles)


def holder_of(role: Role) -> Actor:
    return Actor(person_id=1, scopes=frozenset({RoleScope(role, agency_id=1, school_id=1)}))


if __name__ == "__main__":
    from wsgi import create_app

    portal = create_app(
        Settings(environment=Environment.TEST, database_url="sqlite://", secret_key="no session is made")
    )
    TABLE.write_text("\n".join(lines(portal)) + "\n")
