"""How messages leave: through GOV.UK Notify, within the budgets, and once more on purpose."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portal.kernel import clock, outbox, sending
from portal.kernel.access import Role
from portal.kernel.budgets import Budget
from portal.kernel.db import db
from portal.kernel.mail import Ways
from portal.kernel.outbox import Channel, Message, MessageState, OutgoingMessage
from portal.notify import Notify
from tests.factories import someone
from tests.support.notify import KEY, FakeNotify


def london(day, hour, minute=0, second=0):
    """A moment of March 2026 on London's clocks."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=clock.LONDON)


@pytest.fixture
def notify():
    with FakeNotify() as server:
        yield server


def deliver(server, **given):
    account = {"api_key": KEY, "email_template": "email-1", "sms_template": "sms-1", **given}
    account |= {"url": server.url}
    ways = Ways(mail_url="notify:", sender="a@b.example", folder=Path("/nowhere"), notify=Notify(**account))
    return sending.send_due(ways.deliver)


def a_message(number=1, **given) -> OutgoingMessage:
    made = {"recipient": "kim@demo.example", "kind": "booked", "about": f"event:{number}"}
    outbox.queue(Message(**made | {"subject": "You are booked", "body": "Hello"} | given))
    db.session.commit()
    return db.session.query(OutgoingMessage).order_by(OutgoingMessage.id.desc()).first()


def standing(message):
    return db.session.get(OutgoingMessage, message.id, populate_existing=True)


class TestNotify:
    def test_takes_emails_by_its_template(self, notify):
        message = a_message()
        assert deliver(notify) == 1
        ((path, said),) = notify.asked
        assert path == "/v2/notifications/email"
        assert said["email_address"] == "kim@demo.example"
        assert said["template_id"] == "email-1"
        assert said["personalisation"] == {"subject": "You are booked", "body": "Hello"}
        assert said["reference"] == f"message-{message.id}"
        assert standing(message).state is MessageState.SENT

    def test_takes_text_messages_by_the_other(self, notify):
        a_message(channel=Channel.SMS, recipient="07700900001")
        deliver(notify)
        ((path, said),) = notify.asked
        assert path == "/v2/notifications/sms"
        assert said["phone_number"] == "07700900001"
        assert said["personalisation"] == {"body": "Hello"}

    def test_without_its_template_no_text_leaves_and_the_row_says_why(self, notify):
        message = a_message(channel=Channel.SMS, recipient="07700900001")
        assert deliver(notify, sms_template="") == 0
        assert notify.asked == []
        assert "none is set up" in standing(message).failure

    def test_a_link_that_only_the_reader_sees_is_put_in_and_forgotten(self, notify):
        body, link = f"Open {outbox.ONE_TIME_LINK}", "https://portal.example/secret"
        message = a_message(body=body, link=link)
        deliver(notify)
        assert notify.asked[0][1]["personalisation"]["body"] == f"Open {link}"
        assert (standing(message).body, standing(message).link) == (body, "")

    @pytest.mark.parametrize("status", [400, 403, 429, 500])
    def test_what_it_refuses_is_tried_again_under_the_same_reference(self, notify, at, status):
        at(london(3, 10))
        message, notify.status = a_message(), status
        assert deliver(notify) == 0
        assert "Not today" in standing(message).failure
        notify.status = 201
        at(london(3, 10, 11))
        assert deliver(notify) == 1
        assert {said["reference"] for _, said in notify.asked} == {f"message-{message.id}"}


class TestBudgets:
    def leave(self, per_day=100, per_minute=100):
        left = []
        sending.send_due(left.append, budget=Budget(per_day, per_minute))
        return [one.about for one in left]

    def test_what_is_over_a_day_comes_the_next_morning(self, at):
        at(london(28, 10))  # the night before the clocks go forward
        for number in range(4):
            a_message(number)
        assert len(self.leave(per_day=3)) == 3
        assert self.leave(per_day=3) == []
        at(london(29, 7, 59))
        assert self.leave(per_day=3) == []
        at(london(29, 8))
        assert self.leave(per_day=3) == ["event:3"]

    def test_the_day_is_each_readers_own(self):
        for number, reader in enumerate(["a@b.example", "c@d.example"]):
            a_message(number, recipient=reader)
        assert len(self.leave(per_day=1)) == 2

    def test_a_minute_has_room_for_so_many_and_the_next_for_more(self, at):
        at(london(3, 10))
        for number in range(5):
            a_message(number, recipient=f"{number}@b.example")
        assert len(self.leave(per_minute=2)) == 2
        at(london(3, 10, 0, 30))
        assert self.leave(per_minute=2) == []
        at(london(3, 10, 1, 1))
        assert len(self.leave(per_minute=2)) == 2

    def test_links_to_sign_in_wait_for_nobody(self):
        for number in range(3):
            a_message(number)
        a_message(9, about="account:9", kind="sign_in_link")
        assert self.leave(per_day=1, per_minute=1) == ["account:9", "event:0"]

    def test_digests_and_copies_wait_their_turn(self):
        for about in ("digest:1:2026-03-02", "copy:booked:1"):
            a_message(about=about)
        assert len(self.leave(per_day=1)) == 1

    def test_a_digest_keeps_nothing_else_waiting(self, at):
        at(london(3, 8))
        for number in range(4):
            a_message(about=f"digest:{number}:2026-03-02", recipient=f"{number}@b.example")
        at(london(3, 8, 0, 1))
        a_message(9)
        assert self.leave(per_minute=4) == ["event:9", *(f"digest:{number}:2026-03-02" for number in (0, 1))]
        a_message(10, recipient="0@b.example")
        assert self.leave(per_day=1, per_minute=4) == ["event:10"]


class TestOnceMore:
    def test_what_was_sent_stays_and_another_row_leaves(self, client):
        message = a_message()
        sending.send_due(lambda _: None)
        client.sign_in(someone(Role.COORDINATOR))
        for again in (1, 2):
            page = client.submit(f"/outbox/{message.id}", form="form[action$=again]")
            copy = db.session.query(OutgoingMessage).order_by(OutgoingMessage.id.desc()).first()
            assert page.location.endswith(f"/outbox/{copy.id}")
            assert (copy.again, copy.state, copy.body) == (again, MessageState.WAITING, "Hello")
        assert standing(message).state is MessageState.SENT

    def test_what_has_a_secret_link_is_never_sent_again(self, client):
        message = a_message(body=outbox.ONE_TIME_LINK, link="https://x.example")
        sending.send_due(lambda _: None)
        client.sign_in(someone(Role.COORDINATOR))
        client.follow(client.submit(f"/outbox/{message.id}", form="form[action$=again]"))
        assert db.session.query(OutgoingMessage).count() == 1

    def test_a_failed_one_gets_all_its_tries_anew(self, client):
        message = a_message()
        message.state, message.attempts, message.failure = MessageState.FAILED, outbox.ATTEMPTS, "No"
        message.due_at = clock.now() + timedelta(days=1)
        db.session.commit()
        client.sign_in(someone(Role.ADMINISTRATOR))
        client.submit(f"/outbox/{message.id}", form="form[action$=try]")
        assert (standing(message).state, standing(message).attempts) == (MessageState.WAITING, 0)
        assert sending.send_due(lambda _: None) == 1
