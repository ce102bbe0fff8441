"""Who plays in the tests of giving roles."""

from __future__ import annotations

from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person, RoleGrant
from tests.factories import a_person, a_post, an_agency, saved, someone
from tests.support.pages import parse

REASON = "Covers for a colleague"


def a_colleague(agency=None, **given):
    """A saved person with a post today."""
    person = saved(a_person(**given))
    saved(a_post(person, agency or saved(an_agency())))
    return person


def signed_in(client, role=Role.COORDINATOR, **given):
    account = someone(role, **given)
    client.sign_in(account)
    return account


def the_person(account) -> Person:
    return db.session.get_one(Person, account.person_id)


def grants_of(person) -> list[RoleGrant]:
    db.session.expire_all()
    return list(db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)))


def the_grant_of(person) -> RoleGrant:
    (grant,) = grants_of(person)
    return grant


def logged(verb: str) -> list[Activity]:
    return list(db.session.scalars(select(Activity).where(Activity.verb == verb)))


def give(client, person, role=Role.TRAINER, **more):
    """Fill in the form, and the page that asks once more; the answer of the first that refuses."""
    url = f"/roles/people/{person.id}/give"
    first = client.submit(url, **{"role": role, "reason": REASON, **more})
    if first.status_code != 200 or "Check before" not in first.text:
        return first
    return client.post(url, data=hidden_of(first.text))


def hidden_of(html: str) -> dict[str, str]:
    fields = parse(html).select("main form[method=post] input[type=hidden]")
    return {str(field["name"]): str(field.get("value", "")) for field in fields}
