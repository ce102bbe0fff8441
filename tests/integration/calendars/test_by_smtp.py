"""Through a real server: the calendar parts that arrive have one UID, and a sequence that rises."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import vobject

from portal.kernel import clock, sending
from portal.kernel.db import db, unit_of_work
from portal.kernel.mail import Ways
from portal.people.models import Person
from tests.factories import an_event
from tests.integration.bookings.support import book, coordinator, withdraw
from tests.integration.calendars.test_invitations import move
from training.bookings import services as bookings
from training.bookings.domain import CancelEvent
from training.calendars import services

LATER = timedelta(minutes=11)


@pytest.fixture
def post(mailbox, at):
    """Let eleven minutes pass, and send what is due by SMTP."""

    def send():
        at(clock.now() + LATER)
        url = f"smtp://127.0.0.1:{mailbox.server_address[1]}"
        ways = Ways(mail_url=url, sender="portal@demo.example", folder=Path("/nowhere"))
        sending.send_due(ways.deliver, seals=[services.seal])
        db.session.expire_all()

    return send


def arrived(mailbox):
    """Of each letter with a calendar file: its method twice, UID, sequence and start."""
    found = []
    for letter in mailbox.letters:
        # As a mail program undoes it: a dot at the beginning of a line was doubled on the way.
        email = message_from_bytes(letter.replace(b"\r\n..", b"\r\n."), policy=policy.default)
        parts = [one for one in email.walk() if one.get_content_type() == "text/calendar"]
        texts = {one.get_content() for one in parts}
        assert len(texts) == min(len(parts), 1)
        for text in texts:
            file = vobject.readOne(text)
            event = file.vevent
            said = parts[0]["Content-Type"].params["method"], file.method.value
            found.append((*said, event.uid.value, int(event.sequence.value), event.dtstart.value))
    return found


def cancel(event):
    with unit_of_work():
        bookings.cancel_event(coordinator(), CancelEvent(event.id, "The trainer is ill"))


class TestBookedMovedAndEnded:
    @pytest.mark.parametrize("end", ["cancelled", "withdrawn"])
    def test_one_uid_and_a_rising_sequence(self, mailbox, post, end):
        event = an_event()
        booking = book(event)
        post()
        move(event, 7)
        post()
        cancel(event) if end == "cancelled" else withdraw(booking)
        post()
        found = arrived(mailbox)
        assert [(one[0], one[1]) for one in found] == [(m, m) for m in ("REQUEST", "REQUEST", "CANCEL")]
        assert len({uid for _, _, uid, _, _ in found}) == 1
        assert [sequence for _, _, _, sequence, _ in found] == [0, 1, 2]
        assert found[1][4] - found[0][4] == timedelta(days=7)
        assert found[2][4] == found[1][4]

    def test_booked_again_is_another_entry(self, mailbox, post):
        event = an_event()
        booking = book(event)
        post()
        withdraw(booking)
        post()
        book(event, db.session.get_one(Person, booking.person_id))
        post()
        found = arrived(mailbox)
        assert [(one[0], one[3]) for one in found] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 0)]
        assert found[0][2] == found[1][2] != found[2][2]
