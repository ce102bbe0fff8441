"""What a visitor's cookie remembers between two pages: signed, short-lived, sealed where it is secret."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import abort, session

from portal.factors.ceremonies import Asked, new_challenge, new_handle
from portal.factors.codes import new_secret
from portal.factors.domain import PasskeyRefused, SignOnFailed
from portal.factors.openid import Started
from portal.factors.routes.blueprint import rules, site, vault
from portal.factors.sealing import CannotOpen
from portal.kernel import clock

PASSKEY = "passkey"
APP = "new_app"
CODES = "new_codes"
LINK = "link"
SIGN_ON = "sign_on"
# Through which agency the person came in.
AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who went to their agency's sign-in and has not come back."""

    provider: str
    started: Started
    next_page: str


def ask_passkey(purpose: str, handle: str = "") -> Asked:
    """A fresh challenge for this browser; it answers one purpose. Answers 404 where passkeys do not work."""
    place = site()
    if place is None:
        abort(404)
    asked = Asked(place, new_challenge(), handle or new_handle())
    session[PASSKEY] = [purpose, asked.challenge, asked.handle, clock.now().isoformat()]
    return asked


def take_passkey(purpose: str) -> Asked:
    """What this browser was asked, once. Raises `PasskeyRefused` when that was nothing, or long ago."""
    mark, place = session.pop(PASSKEY, None), site()
    if mark is None or place is None or mark[0] != purpose or _is_old(mark[3], rules().ceremony_for):
        raise PasskeyRefused
    return Asked(place, mark[1], mark[2])


def app_secret(account_id: int) -> str:
    """The secret of an app that is being set up: the same until it is confirmed, so a page may reload."""
    purpose = f"new app of account {account_id}"
    kept = _opened(session.get(APP, ""), purpose)
    if kept:
        return str(kept)
    secret = new_secret()
    session[APP] = vault().seal(json.dumps(secret), purpose)
    return secret


def forget_app_secret() -> None:
    session.pop(APP, None)


def keep_codes(account_id: int, codes: list[str]) -> None:
    """Hold new recovery codes until they are written down."""
    content = json.dumps([clock.now().isoformat(), codes])
    session[CODES] = vault().seal(content, f"new codes of account {account_id}")


def kept_codes(account_id: int) -> list[str]:
    """The codes that were just made; empty once they were put away, or after a while."""
    kept: Any = _opened(session.get(CODES, ""), f"new codes of account {account_id}")
    if not kept or _is_old(kept[0], rules().codes_shown_for):
        return []
    return list(kept[1])


def forget_codes() -> None:
    session.pop(CODES, None)


def keep_link(browser: str, next_page: str) -> None:
    session[LINK] = [browser, next_page]


def kept_link() -> tuple[str, str]:
    """What this browser is called, and where its person was going; empty words for one that asked nothing."""
    browser, next_page = session.get(LINK, ("", ""))
    return browser, next_page


def keep_start(provider: str, started: Started, next_page: str) -> None:
    content = json.dumps(
        [provider, started.state, started.nonce, started.verifier, next_page, clock.now().isoformat()]
    )
    session[SIGN_ON] = vault().seal(content, SIGN_ON)


def find_start(provider: str) -> Gone | None:
    kept: Any = _opened(session.get(SIGN_ON, ""), SIGN_ON)
    if not kept or kept[0] != provider or _is_old(kept[5], rules().ceremony_for):
        return None
    return Gone(provider, Started(*kept[1:4]), kept[4])


def take_start(provider: str, state: str) -> Gone:
    """Raise `SignOnFailed` unless this browser went to this provider, with this state, and not long ago."""
    gone = find_start(provider)
    session.pop(SIGN_ON, None)
    if gone is None or not state or gone.started.state != state:
        raise SignOnFailed
    return gone


def _opened(sealed: str, purpose: str) -> object:
    try:
        found: object = json.loads(vault().open(sealed, purpose))
    except (CannotOpen, ValueError):
        return None
    return found


def _is_old(since: str, limit: timedelta) -> bool:
    return clock.now() - datetime.fromisoformat(since) > limit
