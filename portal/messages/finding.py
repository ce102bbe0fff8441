"""What the rooms call their messages."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry
from portal.messages.kinds import MessageKind, named


def all_kinds() -> Mapping[str, MessageKind]:
    """Every kind that a room has named."""
    return {one.kind: one for offer in registry().providers("message_kinds") for one in offer()}


def name_of(kind: str) -> str:
    return named(all_kinds(), kind)


def list_kinds() -> list[tuple[str, str]]:
    """The kinds that there are messages of, by name, for a list to choose from."""
    kinds = all_kinds()
    found = db.session.scalars(select(OutgoingMessage.kind).distinct())
    return sorted(((one, named(kinds, one)) for one in found), key=lambda pair: pair[1])
