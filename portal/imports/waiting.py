"""What waits on the home page: files that somebody has to look at, or that came to nothing."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import ScalarSelect

from portal.imports.queries import files
from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import Waiting
from portal.kernel.text import plural


def number_to_look_at(actor: Actor) -> ScalarSelect[int] | None:
    return files.number_to_look_at(actor) if can(actor, Permission.IMPORT_RUN) else None


def card_to_look_at(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'imported file waits', 'imported files wait')} for you",
        url=url_for("imports.list_imports", waiting="yes"),
        detail="To name columns, to look at what would change, or to see why it came to nothing",
    )
