"""What a stranger's program may send: refused in plain words, never a fault of the portal."""

from __future__ import annotations

import pytest
from werkzeug.routing import IntegerConverter
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal.kernel.access import Role
from tests.factories import a_school, saved, someone
from tests.support.pages import heading_on

EVERY_ROLE = [role for role in Role if role is not Role.PRACTITIONER]
UNREADABLE = "The portal could not read what you sent"
BEYOND_ANY_ID = [2**63, 10**20, 10**5_000]


@pytest.fixture
def anyone(client):
    """A client that every page opens for. Nobody holds every role, so no page is meant to be cheap for it."""
    client.query_budget = 40
    client.sign_in(someone(*EVERY_ROLE, school=saved(a_school())))
    return client


def lists(app):
    """The address of every page that needs no argument."""
    return [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]


def things(app, number):
    """Every address of a numbered thing, with this number."""
    for rule in app.url_map.iter_rules():
        kinds = rule._converters
        if "GET" in rule.methods and any(isinstance(kind, IntegerConverter) for kind in kinds.values()):
            numbered = {
                name: number if isinstance(kind, IntegerConverter) else "x" for name, kind in kinds.items()
            }
            yield "".join(
                str(numbered[part]) if is_argument else part for is_argument, part in rule._trace[1:]
            )


@pytest.mark.parametrize("number", BEYOND_ANY_ID, ids=["bigint", "twenty-digits", "python-refuses"])
def test_a_number_that_no_row_can_have_is_not_found(app, anyone, number):
    # Python would refuse to write the longest one down as well.
    number = number if number < 10**100 else "9" * 5_000
    addresses = list(things(app, number))
    assert len(addresses) > 20
    odd = {url[:60]: code for url in addresses if (code := anyone.get(url).status_code) != 404}
    assert not odd


def test_a_filter_that_no_row_can_have_is_unreadable_or_ignored(app, anyone):
    for url in lists(app):
        for name in ("area", "page", "name", "school", "event", "auditor"):
            assert anyone.get(f"{url}?{name}={10**20}").status_code in {200, 302, 400}, (url, name)


@pytest.mark.parametrize("query", ["name=a%00b", "page=%00", "%00=x"])
def test_no_address_holds_a_nul(app, anyone, query):
    for url in lists(app):
        response = anyone.get(f"{url}?{query}")
        assert (response.status_code, heading_on(response.text)) == (400, UNREADABLE), url


def test_a_nul_in_a_path_is_unreadable(anyone):
    assert anyone.get("/people/%00").status_code == 400


def test_a_search_for_hundreds_of_words_is_a_search_for_the_first(anyone):
    words = "x+" * 1_500
    for url in (
        f"/people?name={words}",
        f"/training?words={words}&q={words}"[:4_000],
        f"/champions?q={words}",
    ):
        assert anyone.get(url).status_code in {200, 404}, url[:20]


def test_a_query_that_never_ends_is_too_long(anyone):
    assert anyone.get(f"/agencies?name={'x' * 4_000}").status_code == 414


def test_bytes_that_are_no_text_are_shown_as_such(anyone):
    assert anyone.get("/people?name=%ff%fe%ed%a0%80").status_code == 200


def test_a_method_that_a_page_does_not_know_says_which_it_does(anyone):
    response = anyone.open("/people", method="TRACE")
    assert (response.status_code, "GET" in response.headers["Allow"]) == (405, True)


def test_opening_an_address_that_only_takes_forms_finds_no_page(anyone):
    response = anyone.get("/audits/cycles/1/advance")
    assert (response.status_code, heading_on(response.text)) == (405, "Page not found")


def test_every_refusal_shows_the_number_of_the_request(client):
    for response in (client.post("/sign-in"), client.get("/nowhere"), client.get("/help?%00")):
        assert len(response.headers["X-Request-ID"]) == 16
        assert response.headers["X-Request-ID"] in response.text


def test_more_than_ten_megabytes_are_too_big(client):
    response = client.post("/sign-in", data={"email": (b"x" * 11_000_000).decode()})
    assert (response.status_code, heading_on(response.text)) == (413, "The file or text is too big")


@pytest.mark.parametrize("body", ["multipart/form-data; boundary=", "multipart/form-data", "text/plain"])
def test_a_body_that_is_no_form_is_refused(client, body):
    assert client.post("/sign-in", data=b"--x\r\nnonsense", content_type=body).status_code == 400


def test_other_hosts_do_not_get_into_the_page(anyone):
    response = anyone.get("/", headers={"Host": "evil.example"})
    assert "evil.example" not in response.text


class Endless:
    """A body that goes on for as long as somebody reads it."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size


def test_a_body_that_is_too_big_is_taken_in_so_far_that_a_browser_hears_the_answer(app):
    body = Endless()
    headers = {"wsgi.input": body, "CONTENT_LENGTH": "9999999999", "REQUEST_METHOD": "POST"}
    headers["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    environ = EnvironBuilder("/sign-in").get_environ() | headers
    _, status, _ = run_wsgi_app(app.wsgi_app, environ)
    assert status.startswith("413")
    assert 40_000_000 < body.taken < 60_000_000
