"""What leaves the outbox, as a diary reads it."""

from __future__ import annotations

from email import message_from_bytes, policy

import vobject

from portal.kernel import sending
from portal.kernel.db import db
from portal.kernel.mail import as_email
from portal.kernel.outbox import OutgoingMessage
from training.calendars import services


def sent() -> list[OutgoingMessage]:
    """Everything that leaves now, with what goes with it."""
    left: list[OutgoingMessage] = []
    sending.send_due(left.append, seals=[services.seal])
    db.session.expire_all()
    return left


def parts(message):
    """The calendar parts of a message as a mail program reads them: the shown one first."""
    email = message_from_bytes(bytes(as_email(message, "portal@council.example")), policy=policy.default)
    return [one for one in email.walk() if one.get_content_type() == "text/calendar"]


def entries(messages):
    """(method, uid, sequence, start on London's clock) of each file that went along."""
    found = []
    for message in messages:
        for file in message.calendar:
            event = vobject.readOne(file["text"]).vevent
            start = f"{event.dtstart.value:%d %b %H:%M}"
            found.append((file["method"], event.uid.value, int(event.sequence.value), start))
    return found
