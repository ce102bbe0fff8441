"""Posts that a list ends take along what ending them by hand takes along."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person, Post, RoleGrant
from tests.factories import a_post, an_agency, saved, someone
from tests.integration.imports.steps import as_csv, bring_in

HEAD = ("Given name", "Family name", "Email", "Job title", "End date")


@pytest.fixture
def agency(client):
    client.sign_in(someone(Role.COORDINATOR))
    return saved(an_agency(name="Health trust"))


@pytest.fixture
def lead(agency):
    account = someone(Role.AGENCY_LEAD, agency=agency)
    return db.session.get_one(Person, account.person_id)


def a_row(person, end=""):
    post = db.session.scalars(select(Post).where(Post.person_id == person.id).order_by(Post.id)).first()
    return (person.given_name, person.family_name, person.email, post.job_title, end)


def last_day_as_lead(person):
    return db.session.scalars(select(RoleGrant.ends_on).where(RoleGrant.person_id == person.id)).one()


def test_a_lead_whose_post_a_row_ends_leads_no_longer(client, agency, lead):
    bring_in(client, "workforce", as_csv(HEAD, [a_row(lead, "2026-02-27")]), agency=agency.id)
    assert last_day_as_lead(lead) == date(2026, 2, 27)
    entry = db.session.scalars(select(Activity).where(Activity.verb == "end_role")).one()
    assert (entry.reason, entry.details["person_id"]) == ("The post in the agency ends", lead.id)


def test_a_lead_who_is_not_in_a_whole_list_leads_no_longer(client, agency, lead):
    others = [("Bo", f"Lee {number}", f"bo{number}@nhs.example", "Nurse", "") for number in range(6)]
    answers = {"agency": agency.id, "coverage": "whole"}
    bring_in(client, "workforce", as_csv(HEAD, [a_row(lead), *others]), **answers)
    assert last_day_as_lead(lead) is None
    bring_in(client, "workforce", as_csv(HEAD, others), **answers)
    assert last_day_as_lead(lead) == clock.today()


def test_a_lead_with_another_post_there_goes_on(client, agency, lead):
    row = a_row(lead, "2026-02-27")
    saved(a_post(lead, agency, job_title="Trainer"))
    bring_in(client, "workforce", as_csv(HEAD, [row, (*row[:3], "Trainer", "")]), agency=agency.id)
    ended = select(Post.ended_on).where(Post.person_id == lead.id).order_by(Post.id)
    assert db.session.scalars(ended).all() == [date(2026, 2, 27), None]
    assert last_day_as_lead(lead) is None
