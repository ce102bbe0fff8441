"""Single sign-on against a real OpenID provider in a process of its own: what lets in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.factors.models import OutsideIdentity
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_person, a_post, an_account, an_agency, saved, someone
from tests.factories_factors import app_code, with_app
from tests.support.pages import heading_on, parse, words_of

GO = "/sign-in/with/york"
FAILED = "York Council did not sign you in"


def come_back(client, provider, url=GO):
    """All the way: to the provider, back, and through the form that brings the answer."""
    back = provider.sign_in_there(client.get(url).location)
    return client.submit(back)


def said_on(answer) -> str:
    return words_of(parse(answer.text).select_one("main p"))


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


@pytest.fixture
def kim():
    return someone(email="kim@york.gov.uk")


class TestLink:
    def test_a_person_of_the_register_comes_in(self, client, provider, kim):
        assert come_back(client, provider, f"{GO}?next=/help").location == "/help"
        assert is_in(client)
        assert kim.last_signed_in_at == clock.now()

    def test_is_offered_on_the_sign_in_page(self, client, provider):
        assert "Sign in with York Council" in client.get("/sign-in").text

    def test_is_linked_once_written_down_and_told(self, client, provider, kim):
        for _ in range(2):
            come_back(client, provider)
            client.sign_out()
        link = db.session.scalar(select(OutsideIdentity))
        assert (link.account_id, link.issuer, link.subject) == (kim.id, provider.url, "subject-1")
        assert db.session.scalars(select(Activity.verb)).all() == ["link_outside_identity"]
        assert db.session.scalar(select(OutgoingMessage.recipient)) == kim.email

    def test_is_known_by_its_subject_from_then_on(self, client, provider, kim):
        come_back(client, provider)
        client.sign_out()
        provider.say(claims={"email": None, "email_verified": None})
        assert come_back(client, provider).location == "/"

    def test_the_address_may_be_written_in_capitals(self, client, provider, kim):
        provider.say(claims={"email": " Kim@YORK.gov.uk "})
        assert come_back(client, provider).location == "/"

    def test_somebody_else_who_is_given_the_address_later_stays_out(self, client, provider, kim):
        """An agency gives an address that has come free to somebody new: they are not who had it before."""
        come_back(client, provider)
        client.sign_out()
        provider.say(claims={"sub": "subject-2"})
        assert said_on(come_back(client, provider)).startswith("Your account belongs to another sign-in")
        assert not is_in(client)
        assert db.session.scalar(select(func.count()).select_from(OutsideIdentity)) == 1

    def test_opens_an_account_for_somebody_who_works_here(self, client, provider):
        person = saved(a_person(email="kim@york.gov.uk"))
        saved(a_post(person, saved(an_agency())))
        assert come_back(client, provider).location == "/"
        account = db.session.scalar(select(Account))
        assert (account.person_id, account.email, account.password_hash) == (person.id, person.email, "")
        assert "open_account" in db.session.scalars(select(Activity.verb)).all()

    def test_other_names_for_a_checked_address(self, client, provider, kim, choose):
        choose(sign_on_providers=(provider.trusted(verified_claim="xms_edov"),))
        provider.say(claims={"email_verified": None, "xms_edov": "1"})
        assert come_back(client, provider).location == "/"


class TestNobody:
    """A clear page, no account, and no way in."""

    def refused(self, client, provider) -> str:
        answer = come_back(client, provider)
        assert heading_on(answer.text) == FAILED
        assert not is_in(client)
        assert db.session.scalar(select(OutsideIdentity)) is None
        return said_on(answer)

    def led_to_join(self, client, provider):
        assert come_back(client, provider).location == "/join"
        assert not is_in(client)
        assert db.session.scalar(select(OutsideIdentity)) is None

    def test_a_stranger_may_ask_to_join(self, client, provider):
        self.led_to_join(client, provider)

    def test_somebody_who_has_left_may_ask_again(self, client, provider):
        person = saved(a_person(email="kim@york.gov.uk"))
        saved(a_post(person, saved(an_agency()), ended_on=clock.today() - timedelta(days=1)))
        self.led_to_join(client, provider)
        assert db.session.scalar(select(Account)) is None

    def test_an_account_that_was_closed(self, client, provider, kim):
        kim.is_active = False
        db.session.commit()
        assert self.refused(client, provider).startswith("The portal does not know")

    @pytest.mark.parametrize("said", [False, None, "false", "0", 0, "yes", [True]])
    def test_an_address_that_was_not_checked(self, client, provider, kim, said):
        provider.say(claims={"email_verified": said})
        assert self.refused(client, provider).startswith("Your agency has not confirmed your email")

    @pytest.mark.parametrize("email", ["", None, 7, ["kim@york.gov.uk"]])
    def test_no_address(self, client, provider, kim, email):
        provider.say(claims={"email": email})
        assert self.refused(client, provider).startswith("Your agency has not confirmed your email")

    @pytest.mark.parametrize(
        "email", ["kim@nhs.example", "kim@york.gov.uk.evil.example", "kim@york.gov.uk@nhs.example"]
    )
    def test_an_address_of_another_agency(self, client, provider, email):
        saved(an_account(saved(a_person(email=email))))
        provider.say(claims={"email": email})
        assert self.refused(client, provider).startswith("Your agency’s sign-in may not be used")


class TestMovedOn:
    def test_the_agency_that_somebody_left_does_not_open_their_account(self, client, provider, kim):
        come_back(client, provider)
        client.sign_out()
        kim.email = "kim@nhs.example"
        db.session.commit()
        answer = come_back(client, provider)
        assert said_on(answer).startswith("Your agency’s sign-in may not be used")
        assert not is_in(client)


class TestSecondStep:
    def test_is_asked_for_as_after_a_password(self, client, provider, kim):
        with_app(kim)
        assert come_back(client, provider).location == "/sign-in/second-step"
        assert not is_in(client)

    def test_what_the_agency_says_counts_only_where_the_settings_say_so(self, client, provider, kim):
        with_app(kim)
        provider.say(claims={"amr": ["pwd", "mfa"]})
        assert come_back(client, provider).location == "/sign-in/second-step"

    @pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "phr"}])
    def test_may_be_the_agencys_own(self, client, provider, choose, claims):
        choose(sign_on_providers=(provider.trusted(second_factor=frozenset({"mfa", "phr"})),))
        someone(Role.COORDINATOR, email="kim@york.gov.uk")
        provider.say(claims=claims)
        assert come_back(client, provider).location == "/"
        assert is_in(client)

    @pytest.mark.parametrize("claims", [{"amr": ["pwd"]}, {"acr": "0"}, {"amr": [["mfa"]]}, {}])
    def test_is_asked_for_where_the_agency_did_not(self, client, provider, choose, claims):
        choose(sign_on_providers=(provider.trusted(second_factor=frozenset({"mfa"})),))
        someone(Role.COORDINATOR, email="kim@york.gov.uk")
        provider.say(claims=claims)
        assert come_back(client, provider).location == "/sign-in/set-up"


class TestSignOut:
    def test_says_that_the_agency_still_knows_them(self, client, provider, kim):
        come_back(client, provider)
        sent = client.submit("/account", form="header form")
        assert sent.location == f"{GO}/signed-out"
        assert f'href="{GO}/sign-out"' in client.follow(sent).text
        assert not is_in(client)

    def test_also_after_a_second_step(self, client, provider, kim):
        with_app(kim)
        come_back(client, provider)
        client.submit("/sign-in/second-step", code=app_code())
        assert client.submit("/account", form="header form").location == f"{GO}/signed-out"

    def test_leads_to_the_agencys_own(self, client, provider):
        sent = client.get(f"{GO}/sign-out").location
        assert sent.startswith(f"{provider.url}/end?client_id=portal&post_logout_redirect_uri=http")

    def test_of_an_agency_that_offers_none_leads_to_help(self, client, provider):
        provider.say(description={"end_session_endpoint": None})
        assert client.get(f"{GO}/sign-out").location == "/help"


def test_a_provider_that_nobody_set_up_is_not_there(client, provider):
    for page in ("", "/back", "/sign-out", "/signed-out"):
        assert client.get(f"/sign-in/with/nhs{page}").status_code == 404
