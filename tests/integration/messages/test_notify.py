"""GOV.UK Notify: every request is signed with the key, and what goes wrong stands on the row."""

from __future__ import annotations

import time
from pathlib import Path

import jwt
import pytest

from portal.kernel import clock, outbox, sending
from portal.kernel.db import db
from portal.kernel.mail import Ways
from portal.kernel.outbox import ATTEMPTS, RETRY_AFTER, Message, MessageState, OutgoingMessage
from portal.notify import Notify
from tests.support.notify import KEY, SECRET, SERVICE, FakeNotify

# The service refuses what was signed longer ago, or is to come.
FRESH_SECONDS = 30


@pytest.fixture
def notify():
    with FakeNotify() as server:
        yield server


@pytest.fixture
def message():
    outbox.queue(Message(recipient="kim@demo.example", kind="booked", about="event:1", subject="S", body="B"))
    db.session.commit()
    return db.session.query(OutgoingMessage).one


def deliver(url):
    account = Notify(api_key=KEY, url=url, email_template="email-1", sms_template="sms-1")
    ways = Ways(mail_url="notify:", sender="a@b.example", folder=Path("/nowhere"), notify=account)
    sent = sending.send_due(ways.deliver)
    db.session.expire_all()
    return sent


def signed(server):
    """What the last request says of itself, once its signature is proved."""
    kind, _, token = server.headers[-1]["Authorization"].partition(" ")
    assert kind == "Bearer"
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "HS256"}
    return jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})


class TestSignature:
    def test_is_made_with_the_key_for_the_service_just_now(self, notify, message):
        before = time.time()
        assert deliver(notify.url) == 1
        claims = signed(notify)
        assert claims["iss"] == SERVICE
        assert before - 1 <= claims["iat"] <= time.time() + 1
        assert set(claims) == {"iss", "iat"}

    def test_is_made_with_no_other(self, notify, message):
        deliver(notify.url)
        token = notify.headers[-1]["Authorization"].partition(" ")[2]
        with pytest.raises(jwt.InvalidSignatureError):
            jwt.decode(token, SERVICE, algorithms=["HS256"], options={"verify_iat": False})

    def test_is_new_with_each_try(self, notify, message, at, monkeypatch):
        notify.status = 503
        deliver(notify.url)
        first = signed(notify)["iat"]
        now = time.gmtime
        monkeypatch.setattr(time, "gmtime", lambda *given: now(*(given or (first + 100,))))
        at(clock.now() + RETRY_AFTER[0])
        notify.status = 201
        assert deliver(notify.url) == 1
        assert signed(notify)["iat"] - first > FRESH_SECONDS

    def test_the_secret_itself_goes_nowhere(self, notify, message):
        notify.status = 403
        deliver(notify.url)
        seen = f"{notify.headers} {notify.asked} {message().failure}"
        assert SECRET not in seen
        assert KEY not in seen


class TestWhatGoesWrong:
    @pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
    def test_what_it_refuses_says_why_and_is_due_again(self, notify, message, status):
        notify.status = status
        assert deliver(notify.url) == 0
        row = message()
        assert (row.state, row.attempts, row.sent_at) == (MessageState.WAITING, 1, None)
        assert f"{status} - " in row.failure
        assert "Not today" in row.failure
        assert row.due_at == clock.now() + RETRY_AFTER[0]

    def test_no_answer_in_time_says_so(self, notify, message, monkeypatch):
        monkeypatch.setattr("portal.kernel.mail.TIME_OUT_SECONDS", 0.2)
        notify.waits = 2.0
        assert deliver(notify.url) == 0
        row = message()
        assert (row.state, row.attempts) == (MessageState.WAITING, 1)
        assert "503" in row.failure or "timed out" in row.failure.casefold()

    def test_nobody_there_says_so(self, message):
        with FakeNotify() as server:
            gone = server.url
        assert deliver(gone) == 0
        assert (message().state, message().attempts) == (MessageState.WAITING, 1)
        assert message().failure != ""

    def test_after_its_last_try_somebody_has_to_look(self, notify, message, at):
        notify.status = 400
        for _ in range(ATTEMPTS + 2):
            deliver(notify.url)
            at(message().due_at)
        assert len(notify.asked) == ATTEMPTS
        assert (message().state, message().attempts) == (MessageState.FAILED, ATTEMPTS)
        assert {said["reference"] for _, said in notify.asked} == {f"message-{message().id}"}
