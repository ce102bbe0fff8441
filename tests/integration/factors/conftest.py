"""What the tests of this room share: other settings, and people on their way in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from portal.accounts import passwords
from portal.accounts.models import Account
from portal.factors.openid import memory
from portal.kernel.db import db
from tests.support import openid
from tests.support.openid import RunningProvider

PASSWORD = "correct horse battery staple"
_hashed: list[str] = []


@pytest.fixture
def choose(app, monkeypatch) -> Callable[..., None]:
    """`choose(public_url="…")` changes settings of the running portal for one test."""

    def change(**chosen) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **chosen))

    return change


@pytest.fixture
def at_localhost(choose) -> None:
    """An address where browsers allow passkeys."""
    choose(public_url="http://localhost:8000")


@pytest.fixture
def start(client) -> Callable[..., object]:
    """`start(account)` gives the right password; what comes back is where that leads."""

    def give_password(account: Account, browser=None, url: str = "/sign-in"):
        # Hashing is slow on purpose; one hash serves every test.
        _hashed[:] = _hashed or [passwords.hashed(PASSWORD)]
        account.password_hash = _hashed[0]
        db.session.commit()
        return (browser or client).submit(url, email=account.email, password=PASSWORD)

    return give_password


@pytest.fixture(scope="session")
def provider_process() -> Iterator[RunningProvider]:
    with openid.running() as provider:
        yield provider


@pytest.fixture
def provider(provider_process, choose) -> RunningProvider:
    """A real provider that the portal trusts for york.gov.uk; it behaves until it is told otherwise."""
    memory.clear()
    choose(sign_on_providers=(provider_process.settings,))
    provider_process.say()
    return provider_process
