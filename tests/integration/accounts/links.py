"""Reading one's mail, as the tests of ways in do."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import select

from portal.kernel import work
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry

PASSWORD = "kettle gravel moth"


def letters_to(recipient: str) -> list[OutgoingMessage]:
    """What the portal wrote to this address, once its worker had done what was asked of it."""
    work.drain(registry().tasks)
    found = select(OutgoingMessage).where(OutgoingMessage.recipient == recipient)
    return list(db.session.scalars(found.order_by(OutgoingMessage.id)))


def link_in(letter: OutgoingMessage) -> str:
    """The path of the link, as the reader's mail program opens it."""
    return urlsplit(letter.link).path


def last_link_to(recipient: str) -> str:
    return link_in([one for one in letters_to(recipient) if one.link][-1])
