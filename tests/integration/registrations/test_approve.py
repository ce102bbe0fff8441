"""Approving: into the register, with a post, and an invitation on the way."""

from datetime import date

import pytest

from portal.accounts.invitations import InvitationRules
from portal.accounts.models import Account, Invitation
from portal.accounts.services import inviting
from portal.kernel import clock
from portal.kernel.access import Role, RoleScope
from portal.kernel.activity import Activity
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Forbidden, NotFound
from portal.people.changes import PostDetails
from portal.people.domain import RoleGroup
from portal.people.models import Person, Post
from portal.registrations.domain import Approve, RequestState
from portal.registrations.services import approving
from tests.factories import LONG_AGO, a_person, a_post, actor_of, an_account, an_agency, saved, someone
from tests.factories_registrations import a_question, a_request
from tests.integration.accounts.links import PASSWORD, last_link_to
from tests.integration.registrations.cast import kinds_to
from tests.support.pages import errors_on, words_of
from tests.support.pages import parse as parsed


def url_of(request, person=None):
    return f"/requests-to-join/{request.id}/approve" + (f"?person={person.id}" if person else "")


def approve(client, request, person=None, **typed):
    return client.submit(url_of(request, person), **typed)


def people_with(email):
    db.session.expire_all()
    return db.session.query(Person).filter_by(email=email).all()


@pytest.fixture(autouse=True)
def budget(client):
    """Two rooms' changes in one: somebody comes into the register with a post, and an invitation goes out."""
    client.change_budget = 26


@pytest.fixture
def request_to_join(agency):
    return a_request(agency, team="Evenings")


class TestSomebodyNew:
    def test_the_lead_lets_them_in(self, client, lead, agency, request_to_join):
        client.sign_in(lead)
        answer = approve(client, request_to_join)
        assert "an invitation is on the way" in client.follow(answer).text
        (person,) = people_with(request_to_join.email)
        (post,) = db.session.query(Post).filter_by(person_id=person.id)
        assert (post.agency_id, post.team, post.role_group) == (agency.id, "Evenings", RoleGroup.YOUTH_WORK)
        assert (post.started_on, post.is_paid) == (clock.today(), True)
        db.session.refresh(request_to_join)
        assert (request_to_join.state, request_to_join.person_id) == (RequestState.APPROVED, person.id)
        assert request_to_join.decided_by_id == lead.person_id

    def test_the_letter_opens_an_account(self, client, lead, request_to_join):
        client.sign_in(lead)
        approve(client, request_to_join)
        client.sign_out()
        client.get(last_link_to(request_to_join.email))
        client.submit("/invitation", password=PASSWORD)
        assert client.get("/account").status_code == 200
        assert db.session.query(Account).filter_by(email=request_to_join.email).one().is_active

    def test_the_page_says_what_will_happen(self, client, lead, request_to_join):
        client.sign_in(lead)
        said = words_of(parsed(client.get(url_of(request_to_join)).text))
        assert "is added to the register, with the post below" in said
        assert f"A link to open an account goes to {request_to_join.email}. It is good for 14 days" in said

    def test_a_coordinator_says_which_agency_an_unlisted_one_is(self, client, coordinator, agency):
        unlisted = a_request()
        client.sign_in(coordinator)
        assert errors_on(approve(client, unlisted).text) == ["Select an agency"]
        assert "Corner Boxing Club" in client.get(url_of(unlisted)).text
        approve(client, unlisted, agency_id=agency.id)
        db.session.refresh(unlisted)
        assert (unlisted.state, unlisted.agency_id) == (RequestState.APPROVED, agency.id)

    def test_a_manager_must_work_there(self, client, lead, agency):
        made = a_request(agency, manager="Sam Boss")
        client.sign_in(lead)
        (error,) = errors_on(approve(client, made).text)
        assert "Choose a manager from there" in error
        assert people_with(made.email) == []

    def test_a_namesake_is_asked_about(self, client, lead, agency, request_to_join):
        namesake = saved(a_person(given_name="Noor", family_name=request_to_join.family_name))
        saved(a_post(namesake, agency))
        client.sign_in(lead)
        page = approve(client, request_to_join)
        (error,) = errors_on(page.text)
        assert "already works for this agency" in error
        token = page.text.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
        sent = {"csrf_token": token, "is_another": "y", "agency_id": agency.id, "job_title": "Youth worker"}
        sent |= {"role_group": "youth_work", "is_paid": "yes"}
        sent |= {"started_on-day": "3", "started_on-month": "3", "started_on-year": "2026"}
        assert client.post(url_of(request_to_join), data=sent).status_code == 302

    @pytest.mark.parametrize(
        ("dates", "error"),
        [
            ({"started_on": date(2026, 3, 4)}, "Enter today or an earlier day"),
            ({"started_on": date(2026, 1, 1), "ended_on": date(2026, 3, 2)}, "This post is over"),
        ],
    )
    def test_the_post_is_held_today(self, client, lead, request_to_join, dates, error):
        client.sign_in(lead)
        assert errors_on(approve(client, request_to_join, **dates).text)[0].startswith(error)
        assert people_with(request_to_join.email) == []

    def test_an_address_of_somebody_elsewhere_is_for_a_coordinator(self, client, lead, request_to_join):
        other = saved(a_person(email=request_to_join.email))
        saved(a_post(other, saved(an_agency())))
        client.sign_in(lead)
        (error,) = errors_on(approve(client, request_to_join).text)
        assert "ask a coordinator to add the post to them" in error

    def test_the_log_says_who_and_what(self, client, lead, request_to_join):
        client.sign_in(lead)
        approve(client, request_to_join)
        (person,) = people_with(request_to_join.email)
        (entry,) = db.session.query(Activity).filter_by(verb="approve_registration")
        assert (entry.actor_id, entry.person_id) == (lead.person_id, person.id)
        assert (entry.details["before"], entry.details["after"]) == (
            {"state": "waiting"},
            {"state": "approved"},
        )

    def test_a_question_that_waits_can_no_longer_be_answered(self, client, lead, agency):
        asked = a_request(agency, RequestState.ASKED)
        question = a_question(asked)
        client.sign_in(lead)
        approve(client, asked)
        db.session.refresh(question)
        assert question.secret_hash is None


class TestSomebodyKnown:
    def test_a_leaver_comes_back(self, client, lead, agency, request_to_join):
        person = saved(a_person(email=request_to_join.email))
        saved(a_post(person, agency, ended_on=date(2026, 2, 1)))
        client.sign_in(lead)
        assert approve(client, request_to_join, person).status_code == 302
        assert db.session.query(Post).filter_by(person_id=person.id).count() == 2
        assert kinds_to(request_to_join.email) == ["invitation"]

    def test_their_address_becomes_the_confirmed_one_and_the_old_is_told(
        self, client, lead, agency, request_to_join
    ):
        person = saved(a_person(email="old@northside.example"))
        saved(a_post(person, agency))
        client.sign_in(lead)
        said = words_of(parsed(client.get(url_of(request_to_join, person)).text))
        assert "a letter to old@northside.example says so" in said
        approve(client, request_to_join, person)
        assert [one.id for one in people_with(request_to_join.email)] == [person.id]
        assert db.session.query(Post).filter_by(person_id=person.id).count() == 1
        assert kinds_to("old@northside.example") == ["join_address_changed"]
        assert kinds_to(request_to_join.email) == ["invitation"]

    def test_an_older_invitation_is_worth_nothing(self, client, lead, agency, request_to_join):
        person = saved(a_person(email="old@northside.example"))
        saved(a_post(person, agency))
        with unit_of_work():
            inviting.invite_who_asked(person.id, person.email, InvitationRules())
        old = last_link_to("old@northside.example")
        client.sign_in(lead)
        approve(client, request_to_join, person)
        client.sign_out()
        client.get(old)
        assert "This invitation does not work" in client.get("/invitation").text
        assert db.session.query(Invitation).filter_by(withdrawn_at=None).one().email == request_to_join.email

    def test_whoever_has_an_account_is_told_to_use_it(self, client, coordinator, agency, request_to_join):
        person = saved(a_person())
        saved(a_post(person, agency))
        saved(an_account(person))
        client.sign_in(coordinator)
        (error,) = errors_on(approve(client, request_to_join, person).text)
        assert error.startswith("This person has an account already")

    def test_a_lead_does_not_move_an_address_that_others_rely_on(self, client, lead, agency, request_to_join):
        person = saved(a_person(email="old@northside.example"))
        saved(a_post(person, agency))
        saved(a_post(person, saved(an_agency())))
        client.sign_in(lead)
        (error,) = errors_on(approve(client, request_to_join, person).text)
        assert "They also work for another agency" in error
        assert people_with("old@northside.example")

    def test_somebody_elsewhere_is_not_there_for_a_lead(self, client, lead, request_to_join):
        person = saved(a_person())
        saved(a_post(person, saved(an_agency())))
        client.sign_in(lead)
        assert client.get(url_of(request_to_join, person)).status_code == 404

    @pytest.mark.parametrize("asked", ["x", "-1", "²", "9999999999", "999999"])
    def test_nonsense_is_nobody(self, client, lead, request_to_join, asked):
        client.sign_in(lead)
        assert client.get(f"{url_of(request_to_join)}?person={asked}").status_code == 404


class TestWhoMay:
    def test_nobody_lets_themself_in(self, client, coordinator, agency):
        own = a_request(agency, email=coordinator.email)
        client.sign_in(coordinator)
        assert errors_on(approve(client, own).text) == [
            "This is about you. Somebody else has to decide about it"
        ]

    def test_nor_takes_a_request_for_their_own_record(self, lead, agency, request_to_join):
        actor = actor_of(lead, RoleScope(Role.AGENCY_LEAD, agency_id=agency.id))
        with pytest.raises(approving.OwnRequest):
            approving.approve(actor, a_command(request_to_join, agency, lead.person_id), None)

    def test_a_decided_one_is_decided(self, client, lead, agency):
        made = a_request(agency, RequestState.REFUSED)
        client.sign_in(lead)
        assert errors_on(approve(client, made).text) == [
            "Somebody else has decided about this request in the meantime"
        ]

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.LINE_MANAGER, Role.TRAINING_LEAD])
    def test_others_approve_nobody(self, client, agency, request_to_join, role):
        client.sign_in(someone(role, agency=agency))
        assert client.get(url_of(request_to_join)).status_code == 403

    def test_a_lead_gives_no_post_elsewhere(self, lead, agency, request_to_join):
        actor = actor_of(lead, RoleScope(Role.AGENCY_LEAD, agency_id=agency.id))
        elsewhere = saved(an_agency())
        with pytest.raises(Forbidden):
            approving.approve(actor, a_command(request_to_join, elsewhere), None)

    def test_one_that_nobody_confirmed_is_not_there(self, coordinator, agency):
        unconfirmed = a_request(agency, RequestState.UNCONFIRMED)
        with pytest.raises(NotFound):
            approving.approve(actor_of(coordinator, Role.COORDINATOR), a_command(unconfirmed, agency), None)


def a_command(request, agency, person_id=None):
    post = PostDetails(job_title="Youth worker", role_group=RoleGroup.YOUTH_WORK, started_on=LONG_AGO)
    return Approve(request_id=request.id, agency_id=agency.id, post=post, person_id=person_id)
