"""The demo accounts: one named person for every role, placed where their stories meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from portal.kernel import clock
from portal.kernel.access import SYSTEM, Actor, Role, RoleScope
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.text import folded
from portal.people import indexing, services
from portal.people.demo.names import read
from portal.people.demo.places import Places
from portal.people.domain import RoleGroup, SearchKind
from portal.people.models import Person, Post, RoleGrant

DOMAIN = "demo.example"
CAST_SIZE = 13
# The pastoral lead has a team, not only the demo practitioner.
TEAM_OF_MANAGER = 7
YEARS_IN_POST = 4


@dataclass(frozen=True, slots=True)
class Player:
    """One demo account, as the other rooms' demos need it."""

    login: str
    person_id: int
    name: str
    agency_id: int
    school_id: int | None
    role: Role

    @property
    def actor(self) -> Actor:
        """How services see this person."""
        scope = {
            Role.AGENCY_LEAD: RoleScope(self.role, agency_id=self.agency_id),
            Role.CHAMPION: RoleScope(self.role, school_id=self.school_id),
        }.get(self.role, RoleScope(self.role))
        return Actor(
            person_id=self.person_id,
            name=self.name,
            scopes=frozenset({scope, RoleScope(Role.PRACTITIONER)}),
        )


def find_cast() -> dict[str, Player]:
    """The demo accounts by what stands before the @."""
    given = {one["login"]: one for one in read("cast.json")}
    rows = db.session.execute(
        select(Person.email, Person.id, Person.given_name, Person.family_name, Post.agency_id, Post.school_id)
        .join(Post, Post.person_id == Person.id)
        .where(Person.email.in_([address(login) for login in given]))
        .order_by(Person.id)
    )
    players = {}
    for email, person_id, first, last, agency_id, school_id in rows:
        login = str(email).partition("@")[0]
        role = Role(next(iter(given[login]["roles"]), Role.PRACTITIONER))
        players[login] = Player(login, person_id, f"{first} {last}", agency_id, school_id, role)
    return players


def address(login: str) -> str:
    return f"{login}@{DOMAIN}"


def add_cast(places: Places, heads: dict[int, int]) -> None:
    """Add the demo accounts' people, posts and roles. `heads` says who leads each agency."""
    given = read("cast.json")
    ids = dict(zip((one["login"] for one in given), add_rows_for_ids(Person, _people(given)), strict=True))
    indexing.index(SearchKind.PERSON, ((ids[one["login"]], one["given"], one["family"]) for one in given))
    add_rows(Post, [_post(one, ids, places, heads) for one in given])
    _grant_roles(given, ids, places)
    _give_team(ids["manager"], places)


def _people(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "reference": f"DEMO-{number:02}",
            "given_name": one["given"],
            "family_name": one["family"],
            "email": address(one["login"]),
            "search_name": folded(f"{one['given']} {one['family']}"),
        }
        for number, one in enumerate(given, start=1)
    ]


def _post(one: dict[str, Any], ids: dict[str, int], places: Places, heads: dict[int, int]) -> dict[str, Any]:
    employer = places.named(one["agency"]) if one["agency"] else places.schools[0]
    manager = one.get("manager")
    return {
        "person_id": ids[one["login"]],
        "agency_id": employer.agency_id,
        "school_id": employer.school_id,
        "local_area_id": places.areas.get(one.get("area", ""), employer.area_id),
        "manager_id": ids[manager] if manager else heads.get(employer.agency_id),
        "job_title": one["title"],
        "role_group": RoleGroup(one["group"]),
        "is_paid": one.get("is_paid", True),
        "started_on": clock.today() - timedelta(days=365 * YEARS_IN_POST),
    }


def _grant_roles(given: list[dict[str, Any]], ids: dict[str, int], places: Places) -> None:
    for one in given:
        for role in map(Role, one["roles"]):
            agency = places.named(one["agency"]) if role is Role.AGENCY_LEAD else None
            school = places.schools[0] if role is Role.CHAMPION else None
            grant = RoleGrant(
                person_id=ids[one["login"]],
                role=role,
                agency_id=agency and agency.agency_id,
                school_id=school and school.school_id,
                starts_on=clock.today() - timedelta(days=365),
                reason="Demo account",
            )
            services.grant_role(SYSTEM, grant)


def _give_team(manager_id: int, places: Places) -> None:
    """Some of the school's staff answer to the demo manager."""
    staff = select(Post.id).where(
        Post.school_id == places.schools[0].school_id,
        Post.ended_on.is_(None),
        Post.is_paid,
        Post.manager_id.is_not(None),
        Post.role_group.in_([RoleGroup.SUPPORT_STAFF, RoleGroup.FAMILY_SUPPORT]),
        Post.person_id != manager_id,
    )
    chosen = db.session.scalars(staff.order_by(Post.id).limit(TEAM_OF_MANAGER)).all()
    db.session.execute(update(Post).where(Post.id.in_(chosen)).values(manager_id=manager_id))
