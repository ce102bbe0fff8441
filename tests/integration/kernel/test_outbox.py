from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.kernel import clock, outbox, sending
from portal.kernel.db import db
from portal.kernel.mail import Ways
from portal.kernel.outbox import Message, OutgoingMessage

LETTER = Message(
    recipient="sam@demo.example", kind="booked", about="booking:1", subject="You are booked", body="Come"
)


def only_row() -> OutgoingMessage:
    return db.session.scalars(select(OutgoingMessage).execution_options(populate_existing=True)).one()


def refuse(_message: OutgoingMessage) -> None:
    raise ConnectionRefusedError("no server")


def test_the_same_message_is_queued_once() -> None:
    assert [outbox.queue(LETTER), outbox.queue(LETTER)] == [True, False]
    assert only_row().recipient == "sam@demo.example"


def test_a_new_version_is_another_message() -> None:
    outbox.queue(LETTER)
    assert outbox.queue(Message(**{**fields_of(LETTER), "version": 2}))


def fields_of(message: Message) -> dict[str, object]:
    return {name: getattr(message, name) for name in message.__slots__}


def test_a_message_is_sent_once() -> None:
    outbox.queue(LETTER)
    delivered: list[int] = []
    for _ in range(2):
        sending.send_due(lambda message: delivered.append(message.id))
    assert delivered == [only_row().id]


def test_a_failure_is_a_fact_on_the_row_and_tried_again_later(at) -> None:
    outbox.queue(LETTER)
    assert sending.send_due(refuse) == 0
    assert "no server" in only_row().failure
    assert sending.send_due(lambda _message: None) == 0  # not at once
    at(clock.now() + outbox.RETRY_AFTER[0])
    assert sending.send_due(lambda _message: None) == 1
    assert only_row().failure == ""


def test_a_mail_server_may_be_away_for_a_night_but_not_for_ever(at) -> None:
    began, tried = clock.now(), []
    outbox.queue(LETTER)
    for hour in range(48):
        at(began + timedelta(hours=hour))
        sending.send_due(lambda _message: tried.append(clock.now()) or refuse(_message))
    assert only_row().attempts == outbox.ATTEMPTS == len(tried)
    assert tried[-1] - began > timedelta(hours=12)


def test_a_message_whose_sender_died_is_sent_after_its_lease(at) -> None:
    outbox.queue(LETTER)
    with pytest.raises(KeyboardInterrupt):
        sending.send_due(die)
    assert sending.send_due(lambda _message: None) == 0
    at(clock.now() + outbox.LEASE)
    assert sending.send_due(lambda _message: None) == 1


def die(_message: OutgoingMessage) -> None:
    raise KeyboardInterrupt


def test_one_run_sends_more_than_one_batch(monkeypatch) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    outbox.queue_all([Message(**{**fields_of(LETTER), "version": number}) for number in range(5)])
    assert sending.send_due(lambda _message: None) == 5


def test_nobody_waits_for_the_database_while_a_message_is_delivered() -> None:
    outbox.queue(LETTER)
    db.session.commit()
    inside = []
    sending.send_due(lambda _message: inside.append(db.session().in_transaction()))
    assert inside == [False]


def test_the_embedded_way_out_is_a_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    outbox.queue(LETTER)
    ways = Ways(mail_url="outbox:", sender="portal@demo.example", folder=tmp_path)
    sending.send_due(ways.deliver)
    (letter,) = tmp_path.glob("*.eml")
    assert "Subject: You are booked" in letter.read_text()
