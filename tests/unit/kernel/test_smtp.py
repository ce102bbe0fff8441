"""Messages leave by SMTP: what a server is handed, and what happens where it refuses or is away."""

from __future__ import annotations

import smtplib
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from portal.kernel.mail import Ways
from portal.kernel.outbox import ONE_TIME_LINK, Channel, OutgoingMessage
from tests.support.mailbox import REFUSED

INVITE = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def deliver(port, **given):
    made = {"id": 7, "recipient": "kim@demo.example", "channel": Channel.EMAIL, "calendar": []}
    made |= {"subject": "You are booked", "body": "Hello", "link": ""}
    ways = Ways(mail_url=f"smtp://127.0.0.1:{port}", sender="portal@demo.example", folder=Path("/nowhere"))
    ways.deliver(OutgoingMessage(**made | given))


def read(mailbox):
    (letter,) = mailbox.letters
    return message_from_bytes(letter, policy=policy.default)


def test_the_server_is_handed_the_text_the_invitation_and_its_file(mailbox):
    deliver(mailbox.server_address[1], calendar=[{"method": "REQUEST", "text": INVITE}])
    letter = read(mailbox)
    assert (letter["To"], letter["Message-ID"]) == ("kim@demo.example", "<message-7@demo.example>")
    assert letter.get_body(("plain",)).get_content().strip() == "Hello"
    inline, file = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
    assert inline["Content-Type"].params["method"] == "REQUEST"
    assert not inline.is_attachment()
    assert file.get_filename() == "invite.ics"
    assert file.get_payload(decode=True) == inline.get_payload(decode=True) == INVITE.encode()


def test_a_secret_link_is_put_in_as_the_letter_leaves(mailbox):
    deliver(mailbox.server_address[1], body=f"Open {ONE_TIME_LINK}", link="https://portal.example/secret")
    assert read(mailbox).get_content().strip() == "Open https://portal.example/secret"


def test_whom_the_server_refuses_is_an_error_that_says_why(mailbox):
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="No such mailbox"):
        deliver(mailbox.server_address[1], recipient=REFUSED)
    assert mailbox.letters == []


def test_a_server_that_is_away_is_an_error_too(mailbox):
    port = mailbox.server_address[1]
    mailbox.shutdown()
    mailbox.server_close()
    with pytest.raises(ConnectionRefusedError):
        deliver(port)


PARTINGS = ("451 4.3.0 Not now", "250 Fine", "Nonsense", None)


@pytest.mark.parametrize("parting", PARTINGS)
def test_what_the_server_has_taken_is_sent_however_it_parts(mailbox, parting):
    mailbox.parting = parting
    deliver(mailbox.server_address[1])
    assert read(mailbox)["Subject"] == "You are booked"


@pytest.mark.parametrize("parting", PARTINGS)
def test_however_the_server_parts_the_refusal_is_what_is_said(mailbox, parting):
    mailbox.parting = parting
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        deliver(mailbox.server_address[1], recipient=REFUSED)
