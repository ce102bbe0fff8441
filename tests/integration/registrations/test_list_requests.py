"""The queue: whose is whose, what stands first, and what it looks like when it is empty or long."""

from datetime import date

import pytest

from portal.kernel.access import Role
from portal.registrations.domain import RequestState
from tests.factories import an_agency, saved, someone
from tests.factories_registrations import a_request
from tests.support.pages import parse, words_of

QUEUE = "/requests-to-join"


def names_on(page) -> list[str]:
    return [words_of(one) for one in parse(page).select("tbody th a")]


class TestScope:
    def test_a_lead_sees_their_own_agency_only(self, client, agency, lead):
        a_request(agency, family_name="Mine")
        a_request(saved(an_agency()), family_name="Theirs")
        a_request(family_name="Unlisted")
        client.sign_in(lead)
        assert names_on(client.get(QUEUE).text) == ["Mine, Noor"]

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
    def test_these_see_all(self, client, agency, role):
        a_request(agency, family_name="One")
        a_request(family_name="Unlisted")
        client.sign_in(someone(role))
        assert len(names_on(client.get(QUEUE).text)) == 2

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.LINE_MANAGER, Role.TRAINING_LEAD])
    def test_others_see_none(self, client, role):
        client.sign_in(someone(role))
        assert client.get(QUEUE).status_code == 403

    @pytest.mark.parametrize("page", ["", "/approve", "/ask", "/refuse"])
    def test_another_agencys_request_is_not_there(self, client, lead, page):
        theirs = a_request(saved(an_agency()))
        client.sign_in(lead)
        assert client.get(f"{QUEUE}/{theirs.id}{page}").status_code == 404


class TestList:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, coordinator):
        client.sign_in(coordinator)

    def test_what_is_due_first_stands_first(self, client, agency):
        a_request(agency, family_name="Later", due_on=date(2026, 3, 6))
        a_request(agency, family_name="Overdue", due_on=date(2026, 3, 2))
        a_request(agency, family_name="Today", due_on=date(2026, 3, 3))
        page = client.get(QUEUE).text
        assert names_on(page) == ["Overdue, Noor", "Today, Noor", "Later, Noor"]
        said = words_of(parse(page).select_one("tbody"))
        assert "Overdue since Monday 2 March 2026" in said
        assert "Answer today" in said
        assert "Answer by Friday 6 March 2026" in said

    def test_what_stands_still_is_shown_on_demand(self, client, agency):
        a_request(agency, RequestState.ASKED, family_name="Asked")
        assert "Asked, Noor" not in client.get(QUEUE).text
        page = client.get(f"{QUEUE}?state=asked").text
        assert "The clock stands: 2 working days left" in words_of(parse(page))

    def test_filters_narrow_it(self, client, agency):
        a_request(agency, family_name="Haddad", email="nh@x.example")
        a_request(agency, RequestState.REFUSED, family_name="Refused")
        a_request(family_name="Unlisted")
        assert names_on(client.get(f"{QUEUE}?agency={agency.id}").text) == ["Haddad, Noor"]
        assert names_on(client.get(f"{QUEUE}?agency=none").text) == ["Unlisted, Noor"]
        assert names_on(client.get(f"{QUEUE}?state=refused").text) == ["Refused, Noor"]
        assert names_on(client.get(f"{QUEUE}?name=hadd+noor").text) == ["Haddad, Noor"]
        assert names_on(client.get(f"{QUEUE}?name=NH%40x").text) == ["Haddad, Noor"]
        assert len(names_on(client.get(f"{QUEUE}?state=all").text)) == 3

    def test_nonsense_is_the_queue(self, client, agency):
        a_request(agency)
        for query in ("state=x", "agency=x", "agency=²", "sort=x", "page=x", "name=%25%25"):
            assert client.get(f"{QUEUE}?{query}").status_code == 200

    def test_an_empty_queue_says_so(self, client):
        assert "No request to join waits here" in client.get(QUEUE).text

    def test_long_lists_are_paged_in_as_many_statements(self, client, agency):
        for _ in range(60):
            a_request(agency)
        client.query_budget = 4
        page = client.get(f"{QUEUE}?page=2&sort=-name").text
        assert "Showing 26 to 50 of 60 requests" in words_of(parse(page))


class TestHome:
    def test_a_card_counts_what_waits_and_what_is_overdue(self, client, agency, lead):
        a_request(agency)
        a_request(agency, due_on=date(2026, 3, 2))
        a_request(saved(an_agency()))
        client.sign_in(lead)
        page = client.get("/").text
        assert "2 requests to join to answer" in page
        assert "1 request to join overdue" in page

    def test_what_is_urgent_stands_before_all_else(self, client, agency, lead):
        a_request(agency)
        a_request(agency, due_on=date(2026, 3, 2))
        client.sign_in(lead)
        first = parse(client.get("/").text).select(".portal-card")[0]
        assert "portal-card--urgent" in first["class"]

    def test_others_have_none(self, client, agency):
        a_request(agency)
        client.sign_in(someone(Role.LINE_MANAGER, agency=agency))
        assert "to join" not in client.get("/").text
