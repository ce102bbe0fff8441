"""The link that shows an address to be theirs: once, in time, on any device; then somebody answers."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.registrations.domain import RequestState
from tests.factories import a_person, an_account, saved, someone
from tests.factories_registrations import a_request
from tests.integration.accounts.links import last_link_to, letters_to
from tests.integration.registrations.cast import EMAIL, ask, confirm, kinds_to, the_request
from tests.support.pages import heading_on

USELESS = "This link does not work"


@pytest.fixture
def asked(client, agency):
    ask(client, agency)
    return last_link_to(EMAIL)


class TestConfirm:
    def test_the_request_comes_into_the_queue(self, client, asked):
        assert confirm(client).location == "/join/received"
        made = the_request()
        assert (made.state, made.secret_hash, made.vouched_by) == (RequestState.WAITING, None, "")
        assert "by <strong>Thursday 5 March 2026</strong>" in client.get("/join/received").text

    def test_what_was_typed_is_shown_before_it_is_sent(self, client, asked):
        client.get(asked)
        page = client.get("/join/confirm").text
        assert heading_on(page) == "Is this what you want to send?"
        assert "Northside Health" in page
        assert the_request().state is RequestState.UNCONFIRMED

    def test_any_device_will_do(self, app, client, asked):
        phone = app.test_client()
        phone.get(asked)
        assert phone.submit("/join/confirm").location == "/join/received"

    def test_a_link_works_once(self, app, client, asked):
        confirm(client)
        other = app.test_client()
        other.get(asked)
        assert heading_on(other.get("/join/confirm").text) == USELESS

    def test_the_secret_leaves_the_address(self, client, asked):
        answer = client.get(asked)
        assert (answer.location, answer.headers["Referrer-Policy"]) == ("/join/confirm", "no-referrer")

    def test_it_is_good_for_so_long_and_no_longer(self, client, asked, at):
        sent = the_request().sent_at
        client.get(asked)
        at(sent + timedelta(days=3, seconds=-1))
        assert heading_on(client.get("/join/confirm").text) != USELESS
        at(sent + timedelta(days=3))
        assert heading_on(client.get("/join/confirm").text) == USELESS

    def test_whoever_got_an_account_meanwhile_is_told(self, client, asked):
        saved(an_account(saved(a_person(email="x@y.example")), email=EMAIL))
        assert "You have an account already" in confirm(client).text
        assert the_request().state is RequestState.UNCONFIRMED

    def test_of_two_requests_one_waits(self, client, asked, agency):
        a_request(agency, email=EMAIL)
        assert "We have a request from you already" in confirm(client).text

    def test_a_stranger_without_a_link_is_told_what_to_do(self, client):
        client.get("/join/confirm/nothing")
        assert heading_on(client.get("/join/confirm").text) == USELESS
        assert client.get("/join/received").location == "/join"

    def test_the_log_has_before_and_after_and_no_name(self, client, asked):
        confirm(client)
        (entry,) = db.session.query(Activity).filter_by(verb="take_registration")
        assert entry.details["before"] == {"state": "unconfirmed"}
        assert entry.details["after"] == {"state": "waiting", "due_on": "2026-03-05"}
        assert "noor" not in str(entry.details).casefold()


class TestClock:
    """Days are London’s: neither midnight nor a change of the clocks moves the answer by one."""

    @pytest.mark.parametrize(
        ("moment", "due"),
        [
            (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), "2026-11-26"),
            (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), "2026-11-27"),
            # In summer London is an hour ahead: half past eleven is tomorrow there.
            (datetime(2026, 6, 9, 22, 59, tzinfo=UTC), "2026-06-11"),
            (datetime(2026, 6, 9, 23, 0, tzinfo=UTC), "2026-06-12"),
            # The clocks go back in the night to Sunday 25 October 2026, and forward on 29 March.
            (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "2026-10-27"),
            (datetime(2026, 10, 23, 23, 30, tzinfo=UTC), "2026-10-27"),
            (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), "2026-03-31"),
            # Over Easter, and over Christmas with its substitute day.
            (datetime(2026, 4, 2, 9, 0, tzinfo=UTC), "2026-04-08"),
            (datetime(2026, 12, 24, 9, 0, tzinfo=UTC), "2026-12-30"),
        ],
        ids=str,
    )
    def test_two_working_days_from_the_day_in_london(self, client, agency, at, moment, due):
        at(moment)
        ask(client, agency)
        confirm(client)
        assert the_request().due_on.isoformat() == due


class TestWhoHears:
    def test_the_agencys_leads(self, client, asked, lead, coordinator):
        someone(Role.AGENCY_LEAD, email="elsewhere@demo.example")
        confirm(client)
        assert kinds_to("lead@northside.example") == ["join_arrived"]
        assert kinds_to("coordinator@york.example") == kinds_to("elsewhere@demo.example") == []
        (letter,) = letters_to("lead@northside.example")
        assert "Thursday 5 March 2026" in letter.body
        assert f"/requests-to-join/{the_request().id}" in letter.body

    def test_coordinators_where_there_is_no_lead(self, client, asked, coordinator):
        confirm(client)
        assert kinds_to("coordinator@york.example") == ["join_arrived"]

    def test_coordinators_when_the_lead_cannot_sign_in(self, client, asked, lead, coordinator):
        lead.is_active = False
        db.session.commit()
        confirm(client)
        assert kinds_to("coordinator@york.example") == ["join_arrived"]

    def test_coordinators_of_an_organisation_that_is_not_listed(self, client, coordinator):
        ask(client)
        confirm(client)
        assert "Corner Boxing Club" in letters_to("coordinator@york.example")[0].body

    def test_administrators_where_there_is_nobody_else(self, client, asked):
        someone(Role.ADMINISTRATOR, email="admin@york.example")
        confirm(client)
        assert kinds_to("admin@york.example") == ["join_arrived"]

    def test_an_address_that_nobody_confirms_is_in_no_queue(self, client, asked, coordinator):
        client.sign_in(coordinator)
        assert "Haddad" not in client.get("/requests-to-join?state=all").text
        assert client.get(f"/requests-to-join/{the_request().id}").status_code == 404
        assert clock.now() - the_request().sent_at < timedelta(days=1)
