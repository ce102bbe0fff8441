from __future__ import annotations

import pytest

from portal.settings import Settings, SettingsError

YORK = {
    "OIDC_PROVIDERS": "york",
    "OIDC_YORK_ISSUER": "https://login.york.gov.uk/tenant",
    "OIDC_YORK_CLIENT_ID": "portal",
    "OIDC_YORK_CLIENT_SECRET": "hunter2",
    "OIDC_YORK_EMAIL_DOMAINS": "york.gov.uk, York.ac.uk",
}


def problems_of(**changes: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ(YORK | changes)
    return str(caught.value)


def test_a_provider_is_read_with_its_defaults():
    (york,) = Settings.from_environ(YORK).sign_on_providers
    assert (york.name, york.label, york.verified_claim) == ("york", "York", "email_verified")
    assert york.email_domains == {"york.gov.uk", "york.ac.uk"}
    assert york.hosts == york.second_factor == frozenset()


def test_none_by_default():
    assert Settings.from_environ({}).sign_on_providers == ()


def test_the_secret_is_never_printed():
    settings = Settings.from_environ(YORK)
    assert "hunter2" not in repr(settings)


def test_everything_that_is_wrong_is_said_at_once():
    message = problems_of(
        OIDC_PROVIDERS="york nhs", OIDC_YORK_ISSUER="ftp://x", OIDC_YORK_EMAIL_DOMAINS="everybody", PORT="x"
    )
    wrong = ("YORK_ISSUER", "YORK_EMAIL_DOMAINS", "NHS_ISSUER", "NHS_CLIENT_ID", "NHS_CLIENT_SECRET")
    assert all(f"OIDC_{name} must" in message for name in (*wrong, "NHS_EMAIL_DOMAINS"))
    assert "PORT must" in message
    assert "hunter2" not in message


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.york.gov.uk",
        "https://kim:hunter2@login.york.gov.uk",
        "https://login.york.gov.uk?x=1",
        "https://",
        "https://[",
        "https://login.york.gov.uk:port",
    ],
)
def test_an_issuer_is_an_https_address(issuer):
    message = problems_of(OIDC_YORK_ISSUER=issuer)
    assert "OIDC_YORK_ISSUER must" in message
    assert "hunter2" not in message


def test_an_issuer_on_this_machine_may_be_plain():
    assert Settings.from_environ(YORK | {"OIDC_YORK_ISSUER": "http://127.0.0.1:9000"}).sign_on_providers


@pytest.mark.parametrize("domains", ["", "*", "*.gov.uk", "york.gov.uk evil", "@york.gov.uk", "gov"])
def test_a_provider_says_for_whom_it_speaks(domains):
    assert "OIDC_YORK_EMAIL_DOMAINS must" in problems_of(OIDC_YORK_EMAIL_DOMAINS=domains)


@pytest.mark.parametrize("names", ["york york", "york/..", "1st", "a" * 21])
def test_names_are_short_words(names):
    assert "OIDC_PROVIDERS must" in problems_of(OIDC_PROVIDERS=names)


def test_two_providers_have_two_issuers():
    same = {name.replace("YORK", "NHS"): value for name, value in YORK.items() if name != "OIDC_PROVIDERS"}
    assert "an issuer each" in problems_of(OIDC_PROVIDERS="york nhs", **same)


@pytest.mark.parametrize("roles", ["coordinators", "coordinator,boss", "nobody,trainer", ","])
def test_roles_that_need_a_second_step_are_roles(roles):
    assert "SECOND_FACTOR_ROLES must" in problems_of(SECOND_FACTOR_ROLES=roles)


def test_roles_are_chosen_or_nobody_is():
    chosen = Settings.from_environ({"SECOND_FACTOR_ROLES": "Trainer coordinator"})
    assert chosen.second_factor_roles == {"trainer", "coordinator"}
    assert Settings.from_environ({"SECOND_FACTOR_ROLES": "nobody"}).second_factor_roles == frozenset()
