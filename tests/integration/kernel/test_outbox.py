from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from portal.kernel import mail, outbox
from portal.kernel.db import db
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
        outbox.send_due(lambda message: delivered.append(message.id))
    assert delivered == [only_row().id]


def test_a_failure_is_a_fact_on_the_row_and_tried_again() -> None:
    outbox.queue(LETTER)
    assert outbox.send_due(refuse) == 0
    assert "no server" in only_row().failure
    assert outbox.send_due(lambda _message: None) == 1
    assert only_row().failure == ""


def test_attempts_come_to_an_end() -> None:
    outbox.queue(LETTER)
    for _ in range(outbox.ATTEMPTS + 2):
        outbox.send_due(refuse)
    assert only_row().attempts == outbox.ATTEMPTS


def test_the_embedded_way_out_is_a_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    outbox.queue(LETTER)
    outbox.send_due(mail.deliverer("outbox:", sender="portal@demo.example", folder=tmp_path))
    (letter,) = tmp_path.glob("*.eml")
    assert "Subject: You are booked" in letter.read_text()
