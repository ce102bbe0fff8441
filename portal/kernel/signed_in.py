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
    session_id: int
    # What the cookie holds: the session's id and its secret.
    key: str
    actor: Actor

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.key


def find_signed_in() -> SignedIn | None:
    """The account and session behind this request, or None for a stranger."""
    # Flask-Login keeps whom it has loaded here; a page asks some fifteen times.
    user = g.get("_login_user") or current_user._get_current_object()  # noqa: SLF001  # a proxy is no SignedIn
    return user if isinstance(user, SignedIn) else None


def find_actor() -> Actor | None:
    """The signed-in person, or None for a stranger."""
    user = find_signed_in()
    return None if user is None else user.actor


def current_actor() -> Actor:
    """The signed-in person. Raises `Forbidden` for a stranger."""
    actor = find_actor()
    if actor is None:
        raise Forbidden
    return actor
