"""What works once works once, also for two who bring it at the same instant to different processes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from portal.accounts import passwords
from portal.factors.domain import FactorRules
from portal.factors.sealing import Vault
from portal.factors.services import recovery
from portal.factors.services.apps import purpose_of
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import saved, someone
from tests.factories_factors import SECRET, an_app, app_code
from tests.support import live

PASSWORD = "correct horse battery staple"
STEP = "/sign-in/second-step"


@pytest.fixture(scope="module")
def live_server(new_database, tmp_path_factory):
    """One server for all of this file: each test has an account of its own."""
    log = tmp_path_factory.mktemp("once") / "server.log"
    with live.serving(new_database("once"), log=log) as server:
        yield server


@pytest.fixture
def account(live_server):
    """Somebody with an app and recovery codes, as the running server can open them."""
    with live_server.app.app_context():
        account, vault = someone(), Vault(live.SECRET)
        account.password_hash = passwords.hashed(PASSWORD)
        saved(an_app(account, sealed_secret=vault.seal(SECRET, purpose_of(account.id))))
        account.codes = recovery.make(account, vault, FactorRules())
        db.session.commit()
        return account.email, account.codes


def halfway(server, email):
    """A browser whose password was right."""
    visitor = server.visitor()
    assert visitor.submit("/sign-in", email=email, password=PASSWORD).headers["Location"] == STEP
    return visitor


def all_at_once(prepared) -> list[int]:
    barrier = Barrier(len(prepared))

    def press(visitor, url, pairs):
        barrier.wait()
        return visitor.post(url, pairs).status_code

    with ThreadPoolExecutor(len(prepared)) as pool:
        return sorted(answer.result() for answer in [pool.submit(press, *one) for one in prepared])


def test_a_code_of_the_app_in_two_windows(live_server, account):
    email, _ = account
    # Near the end of a half minute both codes are still good, so this needs no luck.
    code = app_code() if clock.now().second % 30 < 25 else app_code(1)
    browsers = [halfway(live_server, email) for _ in range(3)]
    answers = all_at_once([(one, *one.prepare(STEP, code=code)) for one in browsers])
    assert answers == [200, 200, 302]


def test_a_recovery_code_in_two_windows(live_server, account):
    email, codes = account
    browsers = [halfway(live_server, email) for _ in range(3)]
    answers = all_at_once([(one, *one.prepare(STEP, code=codes[0])) for one in browsers])
    assert answers == [200, 200, 302]


def test_a_link_in_two_windows_of_one_browser(live_server):
    with live_server.app.app_context():
        email = someone().email
    visitor = live_server.visitor()
    visitor.submit("/sign-in/link", email=email)
    with live_server.app.app_context():
        body = db.session.scalar(select(OutgoingMessage.body).where(OutgoingMessage.recipient == email))
    link = re.search(r"(/sign-in/link/\S+)", body)[1]
    windows = [live_server.visitor() for _ in range(3)]
    for window in windows:
        window.cookies = dict(visitor.cookies)
    answers = all_at_once([(one, *one.prepare(link)) for one in windows])
    assert answers == [200, 200, 302]
