"""Who is signed in to the current request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from flask_login import current_user

from portal.kernel.access import Actor
from portal.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the session cookie stands for, read once a request. Shaped as Flask-Login expects."""

    account_id: int
    session_version: int
    actor: Actor

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return session_key(self.account_id, self.session_version)


def session_key(account_id: int, session_version: int) -> str:
    """What the session remembers: raising an account's version makes every older session a stranger's."""
    return f"{account_id}.{session_version}"


def find_actor() -> Actor | None:
    """The signed-in person, or None for a stranger."""
    # Flask-Login keeps whom it has loaded here; a page asks some fifteen times.
    user = g.get("_login_user") or current_user._get_current_object()  # noqa: SLF001  # a proxy is no SignedIn
    return user.actor if isinstance(user, SignedIn) else None


def current_actor() -> Actor:
    """The signed-in person. Raises `Forbidden` for a stranger."""
    actor = find_actor()
    if actor is None:
        raise Forbidden
    return actor
