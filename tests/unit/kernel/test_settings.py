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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql+psycopg://u:hunter2@db:port/portal"),
        ("DATABASE_URL", "postgresql+psycopg://u:pa@ss:hunter2@db/portal:x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("PUBLIC_URL", "http://portal.example.gov.uk"),
        ("PUBLIC_URL", "https://["),
        ("PUBLIC_URL", "https://kim:hunter2@portal.example.gov.uk"),
        ("PUBLIC_URL", "https://example.gov.uk/portal"),
        ("MAIL_URL", "smtp://u:hunter2@mail:port"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_SENDER", "portal@example.gov.uk\nBcc: all@example.gov.uk"),
        ("PORT", "\u0663"),
        ("PORT", "9" * 5_000),
    ],
)
def test_what_cannot_work_is_refused_at_the_start_and_not_repeated(name: str, value: str) -> None:
    message = problems_of({**PRODUCTION, name: value})
    assert message.startswith(f"Cannot start: {name} must")
    assert "hunter2" not in message
    assert len(message) < 300


def test_production_may_be_tried_on_one_machine_without_https() -> None:
    assert Settings.from_environ({**PRODUCTION, "PUBLIC_URL": "http://localhost:8000"}).is_production
