"""Where passkeys belong, and where an agency's sign-in may be asked."""

from __future__ import annotations

import pytest

from portal.factors.ceremonies import Site, site_of
from portal.factors.domain import ProviderAway
from portal.factors.endpoints import is_allowed, read_description
from portal.single_sign_on import Provider

YORK = Provider(
    name="york",
    label="York",
    issuer="https://login.york.gov.uk/tenant",
    client_id="portal",
    client_secret="x",
    email_domains=frozenset({"york.gov.uk"}),
    hosts=frozenset({"keys.york.gov.uk:8443"}),
)


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://portal.example.gov.uk", Site("portal.example.gov.uk", "https://portal.example.gov.uk")),
        ("https://Portal.example.gov.uk:443", Site("portal.example.gov.uk", "https://portal.example.gov.uk")),
        ("https://p.example:8443", Site("p.example", "https://p.example:8443")),
        ("http://localhost:8000", Site("localhost", "http://localhost:8000")),
        ("http://localhost:80", Site("localhost", "http://localhost")),
        ("http://portal.example.gov.uk", None),
        ("http://127.0.0.1:8000", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_passkeys_belong_to_a_name_by_https(address, site):
    assert site_of(address) == site


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://login.york.gov.uk/token", True),
        ("https://keys.york.gov.uk:8443/keys", True),
        ("https://keys.york.gov.uk/keys", False),
        ("http://login.york.gov.uk/token", False),
        ("https://login.york.gov.uk.evil.example/token", False),
        ("https://login.york.gov.uk@evil.example/token", False),
        ("https://evil.example/login.york.gov.uk", False),
        ("https://login.york.gov.uk:8443/token", False),
        ("//login.york.gov.uk/token", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_hosts_that_the_settings_name_are_asked(url, allowed):
    assert is_allowed(url, YORK) is allowed


def description(**changes):
    said = {
        "issuer": YORK.issuer,
        "authorization_endpoint": "https://login.york.gov.uk/authorize",
        "token_endpoint": "https://login.york.gov.uk/token",
        "jwks_uri": "https://keys.york.gov.uk:8443/keys",
    }
    return said | changes


def test_a_description_says_how_the_portal_shows_who_it_is():
    assert read_description(description(), YORK).auth_method == "client_secret_basic"
    only_post = description(token_endpoint_auth_methods_supported=["client_secret_post"])
    assert read_description(only_post, YORK).auth_method == "client_secret_post"


@pytest.mark.parametrize("issuer", ["https://login.york.gov.uk", "https://login.york.gov.uk/tenant/", None])
def test_a_description_of_another_issuer_is_refused(issuer):
    with pytest.raises(ProviderAway):
        read_description(description(issuer=issuer), YORK)


def test_a_sign_out_elsewhere_is_left_out():
    elsewhere = description(end_session_endpoint="https://evil.example/end")
    assert read_description(elsewhere, YORK).end_session == ""
