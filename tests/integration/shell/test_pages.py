"""Pages that anybody may read, and the pages for when something went wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import someone
from tests.support.pages import heading_on, parse, words_of

PAGES = {
    "/help": "Help",
    "/cookies": "Cookies",
    "/accessibility": "Accessibility statement",
    "/privacy": "Privacy",
}


@pytest.mark.parametrize(("url", "heading"), PAGES.items())
def test_anybody_may_read_what_the_portal_promises(client, url, heading):
    client.query_budget = 0
    answer = client.get(url)
    assert answer.status_code == 200
    assert heading_on(answer.text) == heading
    assert "York Early Help Partnership" in answer.text


def test_the_cookie_page_names_the_cookie_that_is_set(app, client):
    told = client.get("/cookies").text
    assert words_of(parse(told).select_one("tbody th")) == app.config["SESSION_COOKIE_NAME"]


def test_the_cookie_page_says_how_long_this_installation_keeps_people_signed_in(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], session_idle_hours=1))
    told = words_of(parse(client.get("/cookies").text).main)
    assert "1 hour after you last opened a page" in told


def test_help_leads_to_the_page_that_sets_a_password(client):
    links = [link["href"] for link in parse(client.get("/help").text).main.select("a")]
    assert "/password/forgotten" in links


def test_the_accessibility_statement_says_what_the_law_asks(client):
    told = words_of(parse(client.get("/accessibility").text).main)
    for part in ("partially compliant", "Enforcement procedure", "Feedback and contact", "was prepared on"):
        assert part in told


def test_an_address_that_is_nowhere_shows_a_page_of_its_own(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert heading_on(answer.text) == "Page not found"
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_form_without_its_token_is_refused_in_plain_words(client):
    answer = client.post("/sign-in", data={"email": "ann@portal.example"})
    assert answer.status_code == 400
    assert "reload it and try again" in answer.text


def test_the_page_for_a_fault_asks_no_database_who_is_signed_in(app, client, monkeypatch):
    client.sign_in(someone(Role.PRACTITIONER))

    def fail(*_args, **_kwargs):
        raise OSError("the disk is gone")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", 0)
    monkeypatch.setattr(type(db.session()), "execute", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 500
    assert heading_on(answer.text) == "Sorry, there is a problem with the portal"


def test_styles_come_from_the_portal_itself_and_keep(client):
    page = parse(client.get("/help").text)
    for tag in page.select("head link, head script"):
        url = tag.get("href") or tag["src"]
        answer = client.get(url)
        assert url.startswith("/assets/")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert not answer.headers.getlist("Set-Cookie")


def test_ones_own_account_is_no_part_of_managing_accounts(client):
    client.sign_in(someone(Role.COORDINATOR))
    current = parse(client.get("/account").text).select("nav [aria-current]")
    assert [words_of(link) for link in current] == []
    managing = parse(client.get("/invitations").text).select("nav [aria-current]")
    assert words_of(managing[0]) == "People and places"
