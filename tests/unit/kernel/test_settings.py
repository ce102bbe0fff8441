from __future__ import annotations

import pytest

from portal.settings import DEMO_SECRET, Environment, Settings, SettingsError

PRODUCTION = {
    "PORTAL_ENV": "production",
    "DATABASE_URL": "postgresql+psycopg://portal@db/portal",
    "SECRET_KEY": "x" * 40,
    "PUBLIC_URL": "https://portal.example.gov.uk/",
}


def problems_of(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ(environ)
    return str(caught.value)


def test_an_empty_environment_is_the_demo() -> None:
    settings = Settings.from_environ({})
    assert (settings.environment, settings.port, settings.workers) == (Environment.DEMO, 8000, 2)


MALFORMED = {
    "PORTAL_ENV": "live",
    "PORT": "http",
    "WORKERS": "0",
    "TRUSTED_PROXIES": "many",
    "DATABASE_URL": "mysql://db",
    "PUBLIC_URL": "portal",
    "MAIL_URL": "pigeon:",
}


def test_every_malformed_name_is_reported_at_once() -> None:
    message = problems_of(MALFORMED)
    assert all(f"{name} must" in message for name in MALFORMED)


def test_production_names_all_it_misses() -> None:
    message = problems_of({"PORTAL_ENV": "production"})
    assert all(f"{name} must be set" in message for name in ("DATABASE_URL", "SECRET_KEY", "PUBLIC_URL"))


@pytest.mark.parametrize("secret", [DEMO_SECRET, "short"])
def test_production_refuses_a_known_or_short_secret(secret: str) -> None:
    assert "SECRET_KEY must be a random text" in problems_of({**PRODUCTION, "SECRET_KEY": secret})


def test_production_over_https_hardens_the_cookie() -> None:
    config = Settings.from_environ(PRODUCTION).as_flask_config()
    assert config["SESSION_COOKIE_SECURE"] is True
    assert config["SESSION_COOKIE_NAME"] == "__Host-portal"


def test_no_secret_is_printed() -> None:
    settings = Settings.from_environ({**PRODUCTION, "MAIL_URL": "smtp://u:hunter2@mail:25"})
    assert "hunter2" not in repr(settings)
    assert "x" * 40 not in repr(settings)


def test_the_public_address_follows_the_port() -> None:
    assert Settings.from_environ({"PORT": "9001"}).public_url == "http://127.0.0.1:9001"
