"""A message by SMTP: it stays due while the server is away, and leaves once however the server parts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from portal.kernel import clock, outbox, sending
from portal.kernel.db import db, unit_of_work
from portal.kernel.mail import Ways
from portal.kernel.outbox import Message, MessageState, OutgoingMessage


@pytest.fixture
def message():
    with unit_of_work():
        given = {"recipient": "kim@demo.example", "kind": "booked", "about": "booking:1"}
        outbox.queue(Message(**given, subject="You are booked", body="Hello"))
    return db.session.query(OutgoingMessage).one


def send(mailbox):
    url = f"smtp://127.0.0.1:{mailbox.server_address[1]}"
    sending.send_due(Ways(mail_url=url, sender="portal@demo.example", folder=Path("/nowhere")).deliver)
    db.session.expire_all()


def test_it_stays_due_while_the_server_is_away(mailbox, message):
    mailbox.shutdown()
    mailbox.server_close()
    send(mailbox)
    assert (message().state, message().attempts) == (MessageState.WAITING, 1)
    assert "ConnectionRefusedError" in message().failure
    assert message().due_at == clock.now() + timedelta(minutes=1)


@pytest.mark.parametrize("parting", ["451 4.3.0 Not now", None])
def test_what_was_taken_leaves_once_however_the_server_parts(mailbox, message, at, parting):
    mailbox.parting = parting
    send(mailbox)
    at(clock.now() + timedelta(days=1))
    send(mailbox)
    assert (message().state, len(mailbox.letters)) == (MessageState.SENT, 1)
