"""Letting people of the register in: who is written to, by whom, and what a link is good for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import passwords
from portal.accounts.domain import Way
from portal.accounts.invitations import (
    AcceptInvitation,
    InvitationRules,
    InvitationUseless,
    Invite,
    NobodyToInvite,
)
from portal.accounts.models import Account, AccountSession, Invitation
from portal.accounts.services import inviting
from portal.accounts.services.passwords import Screening
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Agency, Post
from tests.factories import LONG_AGO, a_person, a_post, actor_of, an_account, an_agency, saved, someone
from tests.integration.accounts.links import PASSWORD, last_link_to, letters_to
from tests.support.pages import errors_on

GONE = "This invitation does not work"


@pytest.fixture
def agency():
    return saved(an_agency(name="Northside Health"))


@pytest.fixture
def kim(agency):
    return newcomer(agency, given_name="Kim", family_name="Lindqvist", email="kim@demo.example")


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account


def newcomer(agency, **given):
    person = saved(a_person(**given))
    saved(a_post(person, agency))
    return person


def agency_of(account):
    post = select(Agency).join(Post, Post.agency_id == Agency.id).where(Post.person_id == account.person_id)
    return db.session.scalars(post).one()


def invite(client, person):
    return client.submit(f"/invitations/preview?person={person.id}")


def the_invitation():
    db.session.expire_all()
    return db.session.scalars(select(Invitation)).one()


def open_link(client, person):
    client.sign_out()
    assert client.get(last_link_to(person.email)).location == "/invitation"


def accept(client, password=PASSWORD):
    return client.submit("/invitation", password=password)


class TestInvite:
    def test_a_letter_leads_to_an_account(self, client, coordinator, kim):
        assert "1 invitation is on the way" in client.follow(invite(client, kim)).text
        open_link(client, kim)
        assert "kim@demo.example" in client.get("/invitation").text
        assert accept(client).location == "/"
        assert client.get("/account").status_code == 200
        session = db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc())).first()
        assert session.way is Way.PASSWORD

    def test_the_preview_counts_and_names_them(self, client, coordinator, kim):
        page = client.get(f"/invitations/preview?person={kim.id}").text
        assert "Send 1 invitation" in page
        assert "Kim Lindqvist, kim@demo.example" in page
        assert letters_to(kim.email) == []

    def test_a_whole_agency_is_invited_at_once(self, client, coordinator, agency, kim):
        for _ in range(40):
            newcomer(agency)
        newcomer(saved(an_agency()))
        answer = client.submit(f"/invitations/preview?agency={agency.id}&everybody=1")
        assert "41 invitations are on the way" in client.follow(answer).text
        assert db.session.scalar(select(func.count(Invitation.id))) == 41

    def test_choosing_shows_who_can_be_invited(self, client, coordinator, agency, kim):
        has_account = newcomer(agency, family_name="Has-Account")
        saved(an_account(has_account))
        newcomer(agency, family_name="No-Address", email=None)
        saved(a_person(family_name="No-Post"))
        left = saved(a_person(family_name="Left"))
        saved(a_post(left, agency, ended_on=LONG_AGO))
        page = client.get("/invitations/choose").text
        assert "Lindqvist, Kim" in page
        assert not [name for name in ("Has-Account", "No-Address", "No-Post", "Left,") if name in page]

    @pytest.mark.parametrize("whose", ["theirs under another address", "another's under this address"])
    def test_nobody_with_an_account_is_offered_or_invited(self, client, coordinator, agency, kim, whose):
        owner = kim if whose.startswith("theirs") else newcomer(agency, email=None)
        address = "old@demo.example" if owner is kim else kim.email
        saved(an_account(owner, email=address))
        assert "Lindqvist" not in client.get(f"/invitations/preview?person={kim.id}").text
        actor = actor_of(coordinator, Role.COORDINATOR)
        with pytest.raises(NobodyToInvite):
            inviting.invite(actor, Invite(frozenset({kim.id})), InvitationRules())

    def test_nobody_is_invited_twice(self, client, coordinator, kim):
        invite(client, kim)
        assert "Nobody to invite" in client.get(f"/invitations/preview?person={kim.id}").text
        assert "Lindqvist" not in client.get("/invitations/choose").text

    def test_two_who_press_at_once_write_one_letter(self, client, coordinator, kim):
        address = f"/invitations/preview?person={kim.id}"
        token = client.get(address).text.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
        answers = [client.post(address, data={"csrf_token": token}).status_code for _ in range(2)]
        assert answers == [302, 409]
        assert len(letters_to(kim.email)) == 1

    def test_no_more_than_the_rules_allow_go_at_once(self, client, coordinator, agency, monkeypatch):
        for _ in range(3):
            newcomer(agency)
        rules = InvitationRules(most_at_once=2)
        monkeypatch.setattr("portal.accounts.routes.inviting.in_force", lambda _: rules)
        client.submit(f"/invitations/preview?agency={agency.id}&everybody=1")
        assert db.session.scalar(select(func.count(Invitation.id))) == 2

    def test_an_agency_lead_invites_their_own_people_and_no_others(self, client, kim):
        lead = someone(Role.AGENCY_LEAD)
        own = newcomer(agency_of(lead))
        client.sign_in(lead)
        assert "Nobody to invite" in client.get(f"/invitations/preview?person={kim.id}").text
        assert invite(client, own).status_code == 302
        assert "Lindqvist" not in client.get("/invitations/choose").text

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.LINE_MANAGER, Role.TRAINER, Role.BOARD_READER])
    def test_others_invite_nobody(self, client, role, kim):
        client.sign_in(someone(role))
        assert client.get(f"/invitations/preview?person={kim.id}").status_code == 403

    @pytest.mark.parametrize("query", ["person=x", "person=-1", "person=99999999999999", "agency=²", ""])
    def test_nonsense_invites_nobody(self, client, coordinator, query):
        assert "Nobody to invite" in client.get(f"/invitations/preview?{query}").text

    def test_what_was_done_is_in_the_log_without_names(self, client, coordinator, kim):
        invite(client, kim)
        entry = db.session.scalars(select(Activity)).one()
        assert (entry.verb, entry.actor_id) == ("invite", coordinator.person_id)
        assert "kim" not in str(entry.details).casefold()

    def test_long_lists_take_no_more_statements(self, client, coordinator, agency):
        for _ in range(60):
            newcomer(agency)
        client.query_budget = 5
        assert client.get("/invitations/choose").status_code == 200
        client.change_budget = 10
        client.submit(f"/invitations/preview?agency={agency.id}&everybody=1")
        assert "of 60 invitations" in " ".join(client.get("/invitations").text.split())


class TestAgain:
    def test_a_new_link_replaces_the_old_one(self, client, coordinator, kim, at):
        invite(client, kim)
        old = last_link_to(kim.email)
        at(clock.now() + timedelta(days=20))
        assert "Expired" in client.get("/invitations").text
        client.submit("/invitations", form="form[action$='/send-again']")
        assert the_invitation().times_sent == 2
        client.sign_out()
        client.get(old)
        assert GONE in client.get("/invitation").text
        open_link(client, kim)
        assert accept(client).location == "/"

    def test_not_to_somebody_who_has_an_account_by_now(self, client, coordinator, kim):
        invite(client, kim)
        saved(an_account(kim))
        answer = client.submit("/invitations", form="form[action$='/send-again']")
        assert answer.status_code == 409

    def test_withdrawn_it_opens_nothing(self, client, coordinator, kim):
        invite(client, kim)
        link = last_link_to(kim.email)
        client.submit("/invitations", form="form[action$='/withdraw']")
        assert "Withdrawn" in client.get("/invitations?state=withdrawn").text
        client.get(link)
        assert GONE in client.get("/invitation").text
        assert "Lindqvist" in client.get("/invitations/choose").text

    @pytest.mark.parametrize("what", ["withdraw", "send-again"])
    def test_what_is_settled_stays_so(self, client, coordinator, kim, what):
        invite(client, kim)
        page = client.get("/invitations").text
        token = page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
        client.submit("/invitations", form="form[action$='/withdraw']")
        answer = client.post(f"/invitations/{the_invitation().id}/{what}", data={"csrf_token": token})
        assert answer.status_code == 409

    @pytest.mark.parametrize("what", ["withdraw", "send-again"])
    def test_another_agencys_invitation_is_not_there(self, client, coordinator, kim, what):
        invite(client, kim)
        client.sign_in(someone(Role.AGENCY_LEAD))
        assert "No invitations here" in client.get("/invitations").text
        token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
        answer = client.post(f"/invitations/{the_invitation().id}/{what}", data={"csrf_token": token})
        assert answer.status_code == 404


class TestAccept:
    @pytest.fixture(autouse=True)
    def invited(self, client, coordinator, kim):
        invite(client, kim)
        open_link(client, kim)

    def test_a_link_works_once(self, app, client, kim):
        accept(client)
        thief = app.test_client()
        thief.get(last_link_to(kim.email))
        assert GONE in thief.get("/invitation").text

    def test_a_link_is_good_for_so_long_and_no_longer(self, client, at):
        at(the_invitation().expires_at - timedelta(seconds=1))
        assert GONE not in client.get("/invitation").text
        at(the_invitation().expires_at)
        assert GONE in client.get("/invitation").text

    def test_the_password_is_held_against_the_rules(self, client, kim):
        (error,) = errors_on(accept(client, "kimlindqvist1").text)
        assert "without your name" in error
        assert db.session.scalars(select(Account).where(Account.person_id == kim.id)).all() == []

    def test_somebody_with_an_account_is_led_to_sign_in(self, client, kim):
        saved(an_account(kim))
        answer = accept(client)
        assert answer.location == "/sign-in"
        assert "has an account already" in client.follow(answer).text

    def test_an_address_that_became_anothers_opens_no_second_account(self, client, kim):
        saved(an_account(saved(a_person()), email="kim@demo.example"))
        assert accept(client).location == "/sign-in"

    def test_of_two_answers_at_the_same_instant_one_holds(self, client, kim, monkeypatch):
        secret = last_link_to(kim.email).rpartition("/")[2]
        hashed, screen = passwords.hashed, Screening(partnership="")

        def meanwhile(password):
            monkeypatch.setattr(passwords, "hashed", hashed)
            inviting.accept(AcceptInvitation(secret, PASSWORD), screen)
            return hashed(password)

        monkeypatch.setattr(passwords, "hashed", meanwhile)
        with pytest.raises(InvitationUseless):
            inviting.accept(AcceptInvitation(secret, "plum lantern ox cart"), screen)

    def test_the_secret_leaves_the_address(self, client, kim):
        link = last_link_to(kim.email)
        assert client.get(link).headers["Referrer-Policy"] == "no-referrer"
        assert link.rpartition("/")[2] not in client.get("/invitation").text


def test_a_stranger_without_a_link_is_told_what_to_do(client):
    client.get("/invitation/nonsense")
    assert GONE in client.get("/invitation").text
