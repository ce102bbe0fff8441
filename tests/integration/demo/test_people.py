"""The people and places of the demo partnership."""

from __future__ import annotations

import hashlib
import re

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import aliased

from portal.accounts import passwords
from portal.accounts.models import Account
from portal.kernel.access import Role
from portal.kernel.db import Model, db
from portal.people.demo.cast import find_cast
from portal.people.domain import ContactWay
from portal.people.models import Agency, LocalArea, Person, Post, RoleGrant, School
from portal.people.reaching import without_contact
from tests.integration.demo.conftest import PEOPLE, SEED

pytestmark = pytest.mark.usefixtures("demo")

LOGINS = {
    "practitioner": Role.PRACTITIONER,
    "manager": Role.LINE_MANAGER,
    "agency-lead": Role.AGENCY_LEAD,
    "champion": Role.CHAMPION,
    "trainer": Role.TRAINER,
    "auditor": Role.AUDITOR,
    "auditor2": Role.AUDITOR,
    "moderator": Role.MODERATOR,
    "coordinator": Role.COORDINATOR,
    "training-lead": Role.TRAINING_LEAD,
    "board": Role.BOARD_READER,
    "safeguarding": Role.SAFEGUARDING_LEAD,
    "admin": Role.ADMINISTRATOR,
}
# Salted or drawn from the machine, or no business of the seed's.
OUTSIDE_THE_DIGEST = {
    *("id", "password_hash", "secret_hash", "link"),
    *("calendar_uid", "digest", "door_code", "door_scan.value"),
}
# Drawn as well, and written into letters.
DOOR_CODE = re.compile(r"\b[0-9A-Z]{4}(?: [0-9A-Z]{4}){3}\b")


def digest(app) -> str:
    """One hash over every row of every table, whatever ids the database gave."""
    with app.app_context():
        lines = [line for table in Model.metadata.sorted_tables for line in contents(table)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def contents(table: Table) -> list[str]:
    columns = [
        c
        for c in table.columns
        if not {c.name, f"{table.name}.{c.name}"} & OUTSIDE_THE_DIGEST and not c.foreign_keys
    ]
    if not columns:
        return []
    rows = db.session.execute(select(*columns))
    return sorted(DOOR_CODE.sub("(code)", f"{table.name} {tuple(row)}") for row in rows)


def count(statement) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery()))


def test_the_same_seed_makes_the_same_partnership(demo_app, load_demo):
    assert digest(demo_app) == digest(load_demo("again", seed=SEED))


def test_another_seed_makes_another_partnership(demo_app, load_demo):
    assert digest(demo_app) != digest(load_demo("other", seed=SEED + 1))


@pytest.mark.parametrize("people", [50, 137, 1_000])
def test_it_has_exactly_as_many_people_as_asked(load_demo, people):
    with load_demo(f"people{people}", people=people).app_context():
        assert count(select(Person)) == people


@pytest.mark.parametrize(("login", "role"), LOGINS.items())
def test_every_demo_account_has_its_role(login, role):
    player = find_cast()[login]
    grants = db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == player.person_id)).all()
    assert player.role is role
    assert grants == ([] if role is Role.PRACTITIONER else [role])


def test_demo_accounts_are_exactly_those_with_a_password():
    with_password = db.session.scalars(select(Account.email).where(Account.password_hash != "")).all()
    assert sorted(with_password) == sorted(f"{login}@demo.example" for login in LOGINS)


def test_the_password_is_that_of_the_settings():
    account = db.session.scalars(select(Account).where(Account.email == "champion@demo.example")).one()
    assert passwords.is_right(account.password_hash, "good-help-demo")


def test_the_practitioner_works_for_the_manager_at_the_champions_school():
    cast = find_cast()
    post = db.session.scalars(select(Post).where(Post.person_id == cast["practitioner"].person_id)).one()
    assert post.manager_id == cast["manager"].person_id
    assert post.school_id == cast["champion"].school_id is not None


def test_the_manager_has_a_team():
    manager = find_cast()["manager"].person_id
    assert count(select(Post).where(Post.manager_id == manager)) > 3


def test_no_school_could_be_real():
    numbers = db.session.scalars(select(School.urn)).all()
    assert numbers
    assert all(900_000 <= number <= 999_999 for number in numbers)


def test_every_address_leads_nowhere():
    for column in (Person.email, Account.email):
        outside = select(column).where(column.is_not(None), column.not_like("%@demo.example"))
        assert db.session.scalars(outside).all() == []


def test_york_has_its_three_teams_and_every_kind_of_agency():
    areas = db.session.execute(select(LocalArea.name, LocalArea.base)).all()
    assert set(areas) == {("North", "Clifton"), ("East", "Tang Hall"), ("West", "Hob Moor")}
    assert count(select(Agency.kind).distinct()) == 10


def test_nobody_is_out_of_reach_and_most_have_a_colleague_who_acts_for_them():
    no_way = (Person.email.is_(None), Person.phone == "", Person.address == "")
    assert count(select(Person.id).where(*no_way, Person.office_contact_id.is_(None))) == 0
    without = count(select(Person.id).where(Person.email.is_(None)))
    assert count(select(Person.id).where(without_contact())) < without / 4


def test_whoever_acts_for_somebody_is_a_colleague_in_post_with_an_address():
    contact = aliased(Person)
    pairs = select(Person.id).join(contact, contact.id == Person.office_contact_id)
    assert count(pairs.where(contact.email.is_(None))) == 0
    assert count(pairs) == count(select(Person.id).where(Person.office_contact_id.is_not(None)))
    assert count(pairs.where(without_contact())) == 0


SOME = {
    "volunteers": select(Post.id).where(Post.is_paid.is_(False)),
    "leavers": select(Post.id).where(Post.ended_on.is_not(None)),
    "people without e-mail": select(Person.id).where(Person.email.is_(None)),
    "people reached by a colleague": select(Person.id).where(Person.office_contact_id.is_not(None)),
    "people reached by post": select(Person.id).where(Person.contact_by == ContactWay.POST),
    "people whom nobody was chosen for": select(Person.id).where(without_contact()),
    "people with two posts": select(Post.person_id).group_by(Post.person_id).having(func.count() > 1),
    "heads who answer to nobody": select(Post.id).where(Post.manager_id.is_(None)),
    "names with an apostrophe": select(Person.id).where(Person.family_name.contains("'")),
    "names with a hyphen": select(Person.id).where(Person.family_name.contains("-")),
    "schools of every phase": select(School.phase).distinct().limit(6),
}


@pytest.mark.parametrize("what", SOME)
def test_there_are_some(what):
    assert count(SOME[what]) > 0


def test_about_a_third_are_unpaid():
    unpaid = count(select(Post).where(Post.is_paid.is_(False)))
    assert 0.2 * PEOPLE < unpaid < 0.45 * PEOPLE
