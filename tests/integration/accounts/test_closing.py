"""Closing an account, opening it again, and what happens to those of leavers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import jobs
from portal.accounts.closing import LeaverRules
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_person, a_post, a_role, an_account, an_agency, saved, someone
from tests.support.pages import errors_on

DAYS = LeaverRules().closed_after


@pytest.fixture
def admin(client):
    account = someone(Role.ADMINISTRATOR)
    client.sign_in(account)
    return account


def close(client, account, reason="Left the partnership"):
    return client.submit(f"/people/{account.person_id}/account/close", reason=reason)


def reopen(client, account, reason="Came back"):
    return client.submit(f"/people/{account.person_id}/account/reopen", reason=reason)


def fresh(account):
    db.session.expire_all()
    return db.session.get_one(Account, account.id)


class TestClose:
    def test_closing_ends_every_session_and_says_why(self, app, client, admin):
        account, other = someone(), app.test_client()
        other.sign_in(account)
        page = client.follow(close(client, account)).text
        assert "Closed" in page
        assert "Left the partnership" in page
        assert other.get("/account").status_code == 302
        entry = db.session.scalars(select(Activity).where(Activity.verb == "close_account")).one()
        assert (entry.reason, entry.person_id) == ("Left the partnership", account.person_id)

    def test_a_reason_is_asked_for(self, client, admin):
        account = someone()
        assert errors_on(close(client, account, "  ").text) == ["Say why"]
        assert fresh(account).is_active

    def test_nobody_closes_their_own(self, client, admin):
        assert "Nobody closes their own account" in errors_on(close(client, admin).text)[0]

    def test_the_last_administrator_stays(self, client, admin):
        coordinator = someone(Role.COORDINATOR)
        client.sign_in(coordinator)
        assert "the last administrator" in errors_on(close(client, admin).text)[0]
        someone(Role.ADMINISTRATOR)
        assert close(client, admin).status_code == 302

    def test_what_is_closed_is_closed_once(self, client, admin):
        account = someone()
        close(client, account)
        assert errors_on(close(client, account).text) == ["This account is closed already"]

    def test_somebody_without_an_account_can_be_invited(self, client, admin):
        person = saved(a_person())
        assert "They have no account" in client.get(f"/people/{person.id}/account").text
        assert client.get(f"/people/{person.id}/account/close").status_code == 404

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.LINE_MANAGER, Role.TRAINER, Role.TRAINING_LEAD])
    @pytest.mark.parametrize("page", ["", "/close", "/reopen"])
    def test_others_may_not(self, client, role, page):
        account = someone()
        client.sign_in(someone(role))
        assert client.get(f"/people/{account.person_id}/account{page}").status_code == 403


class TestLead:
    """An agency's lead closes the accounts of those who work for that agency and no other."""

    @pytest.fixture
    def agency(self):
        return saved(an_agency())

    @pytest.fixture(autouse=True)
    def lead(self, client, agency):
        account = someone(Role.AGENCY_LEAD, agency=agency)
        client.sign_in(account)
        return account

    def test_somebody_of_their_own(self, client, agency):
        account = someone(Role.LINE_MANAGER, agency=agency)
        assert "Closed" in client.follow(close(client, account)).text
        assert not fresh(account).is_active

    def test_a_leaver_of_their_own(self, client, agency):
        person = saved(a_person())
        saved(a_post(person, agency, ended_on=clock.today() - timedelta(days=1)))
        account = saved(an_account(person))
        assert close(client, account).status_code == 302

    def test_nobody_who_works_elsewhere_too(self, client, agency):
        account = someone(agency=agency)
        saved(a_post(db.session.get_one(Person, account.person_id), saved(an_agency())))
        assert "They also work for another agency" in client.get(f"/people/{account.person_id}/account").text
        assert client.get(f"/people/{account.person_id}/account/close").status_code == 403

    def test_somebody_whose_other_post_has_ended(self, client, agency):
        account = someone(agency=agency)
        person = db.session.get_one(Person, account.person_id)
        saved(a_post(person, saved(an_agency()), ended_on=clock.today() - timedelta(days=1)))
        assert close(client, account).status_code == 302

    @pytest.mark.parametrize("page", ["", "/close"])
    def test_nobody_of_another_agency(self, client, page):
        assert client.get(f"/people/{someone().person_id}/account{page}").status_code == 404

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.AGENCY_LEAD, Role.AUDITOR])
    def test_nobody_whose_role_they_may_not_end(self, client, agency, role):
        account = someone(role, agency=agency)
        (error,) = errors_on(close(client, account).text)
        assert error.startswith("They hold a role that you may not end")
        assert fresh(account).is_active

    def test_not_their_own(self, client, lead):
        assert "Nobody closes their own account" in errors_on(close(client, lead).text)[0]

    def test_opening_again_is_for_others(self, client, agency):
        account = someone(agency=agency)
        close(client, account)
        assert "Open the account again" not in client.get(f"/people/{account.person_id}/account").text
        assert client.get(f"/people/{account.person_id}/account/reopen").status_code == 403


class TestReopen:
    def test_they_sign_in_as_before(self, client, admin):
        account = someone()
        close(client, account)
        assert "Open" in client.follow(reopen(client, account)).text
        assert (fresh(account).is_active, fresh(account).closed_reason) == (True, "")

    def test_sessions_from_before_stay_ended(self, app, client, admin):
        account, other = someone(), app.test_client()
        other.sign_in(account)
        close(client, account)
        reopen(client, account)
        assert other.get("/account").status_code == 302

    def test_what_is_open_needs_no_opening(self, client, admin):
        assert errors_on(reopen(client, someone()).text) == ["This account is open already"]


class TestLeavers:
    def leaver(self, days, **given):
        person = saved(a_person())
        saved(a_post(person, saved(an_agency()), ended_on=clock.today() - timedelta(days=days)))
        return saved(an_account(person, **given))

    def test_an_account_is_closed_so_long_after_the_last_post(self):
        gone, just_gone = self.leaver(DAYS.days + 1), self.leaver(DAYS.days)
        jobs.close_leavers_accounts()
        jobs.close_leavers_accounts()
        assert (fresh(gone).is_active, fresh(just_gone).is_active) == (False, True)
        assert db.session.scalars(select(Activity.verb)).all() == ["close_account"]

    def test_another_post_keeps_it_open(self):
        account = self.leaver(400)
        saved(a_post(db.session.get_one(Person, account.person_id), saved(an_agency())))
        jobs.close_leavers_accounts()
        assert fresh(account).is_active

    def test_somebody_who_never_had_a_post_stays(self):
        person = saved(a_person())
        saved(a_role(person, Role.BOARD_READER))
        account = saved(an_account(person))
        jobs.close_leavers_accounts()
        assert fresh(account).is_active

    @pytest.mark.parametrize(("given", "stays"), [(10, True), (500, False)])
    def test_a_role_given_since_keeps_it_open_and_an_older_one_does_not(self, given, stays):
        account = self.leaver(400)
        person = db.session.get_one(Person, account.person_id)
        saved(a_role(person, Role.BOARD_READER, starts_on=clock.today() - timedelta(days=given)))
        jobs.close_leavers_accounts()
        assert fresh(account).is_active is stays

    def test_opened_again_the_days_are_counted_anew(self, client, admin, at):
        account = self.leaver(400)
        jobs.close_leavers_accounts()
        reopen(client, account)
        jobs.close_leavers_accounts()
        assert fresh(account).is_active
        at(clock.now() + DAYS + timedelta(seconds=1))
        jobs.close_leavers_accounts()
        assert not fresh(account).is_active

    def test_the_last_administrator_is_never_locked_out(self):
        account = self.leaver(400)
        saved(a_role(db.session.get_one(Person, account.person_id), Role.ADMINISTRATOR))
        jobs.close_leavers_accounts()
        assert fresh(account).is_active
