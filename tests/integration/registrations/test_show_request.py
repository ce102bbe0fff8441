"""One request: what was typed, and who of the register it may come from."""

import pytest

from portal.registrations.domain import RequestState
from tests.factories import LONG_AGO, a_person, a_post, an_account, an_agency, saved
from tests.factories_registrations import a_question, a_request
from tests.support.pages import parse, words_of


def shown(client, request):
    return client.get(f"/requests-to-join/{request.id}").text


def colleague(agency, **given):
    person = saved(a_person(**given))
    saved(a_post(person, agency, **({"ended_on": LONG_AGO} if given.get("phone") == "left" else {})))
    return person


class TestShow:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, coordinator):
        client.sign_in(coordinator)

    def test_everything_that_was_typed(self, client, agency):
        made = a_request(agency, team="Evenings", manager="Sam Boss", note="To book\ntraining", is_paid=False)
        said = words_of(parse(shown(client, made)))
        for words in ("Evenings", "Sam Boss", "To book training", "Youth work, unpaid", "by a link"):
            assert words in said

    def test_who_vouched_for_the_address(self, client, agency):
        page = shown(client, a_request(agency, vouched_by="City of York Council"))
        assert "by the sign-in of City of York Council" in page

    def test_whoever_has_the_address_stands_first(self, client, agency):
        made = a_request(agency, given_name="Noor", family_name="Haddad")
        colleague(agency, given_name="Noor", family_name="Haddad", email=None)
        colleague(agency, given_name="Nora", family_name="Married", email=made.email)
        said = words_of(parse(shown(client, made)))
        assert said.index("Nora Married") < said.index("Same name and same agency or school")
        assert "The same email address" in said

    def test_a_name_with_a_slip_is_found(self, client, agency):
        made = a_request(agency, given_name="Noor", family_name="Hadad")
        colleague(agency, given_name="Noor", family_name="Haddad")
        assert "Names one letter apart and same agency or school" in shown(client, made)

    def test_whoever_has_an_account_cannot_be_approved(self, client, agency):
        made = a_request(agency, given_name="Noor", family_name="Haddad")
        saved(an_account(colleague(agency, given_name="Noor", family_name="Haddad")))
        page = shown(client, made)
        assert "They have an account already" in page
        assert "Approve as this person" not in page

    def test_nobody_like_them(self, client, agency):
        assert "Nobody has this name or address" in words_of(parse(shown(client, a_request(agency))))

    def test_questions_and_answers_stand_below(self, client, agency):
        made = a_request(agency)
        a_question(made, answer="Sam is my boss", answered_at=made.sent_at, secret_hash=None)
        page = shown(client, made)
        assert "Who is your manager?" in page
        assert "Sam is my boss" in page

    def test_what_is_decided_offers_nothing_more(self, client, agency):
        page = shown(client, a_request(agency, RequestState.REFUSED))
        assert "Not here" in page
        assert "Approve" not in page

    def test_ones_own_request_is_for_others(self, client, agency, coordinator):
        page = shown(client, a_request(agency, email=coordinator.email))
        assert "This is about you" in page
        assert "Approve" not in page

    def test_missing_is_missing(self, client):
        assert client.get("/requests-to-join/999999").status_code == 404

    def test_many_namesakes_take_no_more_statements(self, client, agency):
        made = a_request(agency, given_name="Noor", family_name="Haddad")
        for _ in range(30):
            colleague(agency, given_name="Noor", family_name="Haddad")
        client.query_budget = 9
        assert shown(client, made).count("Approve as this person") == 5


def test_a_lead_sees_nobody_of_another_agency(client, agency, lead):
    made = a_request(agency, given_name="Noor", family_name="Haddad")
    colleague(saved(an_agency()), given_name="Noor", family_name="Haddad")
    colleague(saved(an_agency()), given_name="Nora", family_name="Other", email=made.email)
    client.sign_in(lead)
    said = words_of(parse(shown(client, made)))
    assert "Nobody whom you may see has this name or address" in said
