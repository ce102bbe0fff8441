"""Settings, read once from the environment and checked before anything starts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from portal.notify import Notify, read_notify
from portal.single_sign_on import Provider, read_providers

ROOT = Path(__file__).parent.parent
DEMO_SECRET = "only-for-the-demo-partnership"  # noqa: S105  # production refuses to start with it
SHORTEST_SECRET = 32
# The roles as portal/kernel/access.py names them; tests/unit/factors holds the two together.
ROLES = frozenset(
    {
        *("administrator", "agency_lead", "auditor", "board_reader", "champion", "coordinator"),
        *("line_manager", "moderator", "practitioner", "safeguarding_lead", "trainer", "training_lead"),
    }
)
NOBODY = "nobody"
Value = TypeVar("Value")


class SettingsError(RuntimeError):
    """Every missing or malformed name, in one message."""


class Environment(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation can choose. A default here is safe, and fit to publish."""

    environment: Environment = Environment.DEMO
    database_url: str = field(default=f"sqlite:///{ROOT / 'instance' / 'portal.db'}", repr=False)
    secret_key: str = field(default=DEMO_SECRET, repr=False)
    public_url: str = "http://127.0.0.1:8000"
    mail_url: str = field(default="outbox:", repr=False)
    # For `MAIL_URL=notify:`, and for text messages whatever carries the rest.
    notify: Notify = field(default_factory=Notify)
    port: int = 8000
    workers: int = 2
    # How many proxies of our own stand before the web server and name the visitor truthfully.
    trusted_proxies: int = 0
    # How long somebody stays signed in at most, and how long without opening a page.
    session_hours: int = 12
    session_idle_hours: int = 8
    # A list of stolen passwords, ordered by hash (portal/accounts/breached.py); none is looked up without.
    breached_passwords: str = ""
    # The key that seals certificates, and whose it is (`flask certificates make-seal`); none without.
    seal_key_file: str = field(default="", repr=False)
    # The keys that sign badges (`flask certificates make-badge-key`); no badges without.
    badge_key_file: str = field(default="", repr=False)
    demo_password: str = field(default="good-help-demo", repr=False)
    mail_sender: str = "early-help@portal.example"
    # What a new database is called until somebody names it on the partnership's own pages.
    partnership_name: str = "York Early Help Partnership"
    # How long a process may go on with words and numbers that another one has changed.
    words_seconds: int = 5
    # Who must have a second step of signing in; nobody in the demo, whose accounts everybody shares.
    second_factor_roles: frozenset[str] = frozenset({"administrator", "coordinator"})
    sign_on_providers: tuple[Provider, ...] = ()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Raise `SettingsError` naming every setting that is missing or malformed."""
        problems: list[str] = []
        read = partial(_read, environ, problems)
        port = read("PORT", cls.port, _port)
        settings = cls(
            environment=read("PORTAL_ENV", cls.environment, _environment),
            database_url=read("DATABASE_URL", _default_database(), _database),
            secret_key=read("SECRET_KEY", cls.secret_key, str),
            public_url=read("PUBLIC_URL", f"http://127.0.0.1:{port}", _web_address).rstrip("/"),
            mail_url=read("MAIL_URL", cls.mail_url, _mail),
            port=port,
            workers=read("WORKERS", cls.workers, _workers),
            trusted_proxies=read("TRUSTED_PROXIES", cls.trusted_proxies, _proxies),
            demo_password=read("DEMO_PASSWORD", cls.demo_password, str),
            mail_sender=read("MAIL_SENDER", cls.mail_sender, _mailbox),
            partnership_name=read("PARTNERSHIP_NAME", cls.partnership_name, str),
            words_seconds=read("WORDS_SECONDS", cls.words_seconds, _seconds),
            **cls._for_signing_in(read),
            **_accounts_elsewhere(environ, problems),
        )
        if settings.is_production:
            problems += _problems_in_production(settings, environ)
        if problems:
            raise SettingsError("Cannot start: " + "; ".join(problems))
        return settings

    @classmethod
    def _for_signing_in(cls, read: Callable[..., Any]) -> dict[str, Any]:
        return {
            "session_hours": read("SESSION_HOURS", cls.session_hours, _session_hours),
            "session_idle_hours": read("SESSION_IDLE_HOURS", cls.session_idle_hours, _session_hours),
            "seal_key_file": read("SEAL_KEY_FILE", cls.seal_key_file, _readable_file),
            "badge_key_file": read("BADGE_KEY_FILE", cls.badge_key_file, _readable_file),
            "breached_passwords": read("BREACHED_PASSWORDS", cls.breached_passwords, _readable_file),
            "second_factor_roles": read("SECOND_FACTOR_ROLES", cls.second_factor_roles, _roles),
        }

    @property
    def is_demo(self) -> bool:
        return self.environment is Environment.DEMO

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    def as_flask_config(self) -> dict[str, object]:
        secure = urlsplit(self.public_url).scheme == "https"
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # An error of the database names no values: they are people's names and addresses.
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
            "SESSION_COOKIE_NAME": "__Host-portal" if secure else "portal",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            # Each answer signs the cookie anew; one that was not sent for so long is a stranger's.
            "PERMANENT_SESSION_LIFETIME": self.session_idle_hours * 60 * 60,
            "MAX_CONTENT_LENGTH": 10 * 1024 * 1024,
            "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form left open over lunch still works
        }


def _accounts_elsewhere(environ: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    providers, notify = read_providers(environ, problems), read_notify(environ, problems)
    return {"sign_on_providers": providers, "notify": notify}


def _read(
    environ: Mapping[str, str],
    problems: list[str],
    name: str,
    default: Value,
    check: Callable[[str], Value],
) -> Value:
    """One setting, or its default; what is wrong with it is added to `problems`."""
    try:
        return check(environ[name]) if environ.get(name) else default
    except ValueError as error:
        problems.append(f"{name} {error}")
        return default


def _default_database() -> str:
    return f"sqlite:///{ROOT / 'instance' / 'portal.db'}"


def _environment(text: str) -> Environment:
    try:
        return Environment(text)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(Environment)}") from None


def _port(text: str) -> int:
    return _whole_number(text, 1, 65535)


def _workers(text: str) -> int:
    return _whole_number(text, 1, 64)


def _seconds(text: str) -> int:
    return _whole_number(text, 0, 3600)


def _proxies(text: str) -> int:
    return _whole_number(text, 0, 8)


def _roles(text: str) -> frozenset[str]:
    words = frozenset(text.replace(",", " ").casefold().split())
    if words == {NOBODY}:
        return frozenset()
    if not words or not words <= ROLES:
        raise ValueError(f"must be {NOBODY}, or some of {', '.join(sorted(ROLES))}")
    return words


def _readable_file(text: str) -> str:
    if not os.access(text, os.R_OK) or not Path(text).is_file():
        raise ValueError("must be a file that the portal may read")
    return text


def _session_hours(text: str) -> int:
    return _whole_number(text, 1, 24)


def _whole_number(text: str, low: int, high: int) -> int:
    if not re.fullmatch("[0-9]{1,6}", text) or not low <= int(text) <= high:
        raise ValueError(f"must be a whole number from {low} to {high}")
    return int(text)


def _database(text: str) -> str:
    try:
        driver = make_url(text).drivername
    except (ArgumentError, ValueError):
        # Such as a port that is no number. What is wrong is not repeated: it may be part of a password.
        driver = ""
    if driver not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
    return text


def _web_address(text: str) -> str:
    parts = _split(text)
    # The portal's addresses start at the root; a name or a question in it could only be a mistake.
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a web address such as https://portal.example.gov.uk")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be a web address without a path, such as https://portal.example.gov.uk")
    return text


def _mail(text: str) -> str:
    parts = _split(text)
    ways = {"outbox", "notify"}
    if parts is None or not (parts.scheme in ways or (parts.scheme == "smtp" and parts.hostname)):
        raise ValueError("must be outbox:, notify: or smtp://host:port")
    return text


def _split(text: str) -> SplitResult | None:
    """The parts of an address; None when it cannot be read. Never says why: it may hold a password."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _mailbox(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError("must be an email address")
    return text


def _problems_in_production(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    missing = [
        f"{name} must be set"
        for name in ("DATABASE_URL", "SECRET_KEY", "PUBLIC_URL")
        if not environ.get(name)
    ]
    if environ.get("SECRET_KEY") and (
        settings.secret_key == DEMO_SECRET or len(settings.secret_key) < SHORTEST_SECRET
    ):
        missing.append(f"SECRET_KEY must be a random text of {SHORTEST_SECRET} characters or more")
    if environ.get("PUBLIC_URL") and not _is_private(settings.public_url):
        missing.append("PUBLIC_URL must start with https://, or anybody on the way could read the sessions")
    if make_url(settings.database_url).database in {None, "", ":memory:"}:
        missing.append("DATABASE_URL must name a database: one in memory is another in each process")
    return missing


def _is_private(address: str) -> bool:
    """Whether nobody can listen: by https, or to a server that only this machine reaches."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "::1", "localhost"}
