"""What waits on the home page of those who answer requests to join."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import ScalarSelect

from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import Waiting
from portal.kernel.text import plural
from portal.registrations import queries


def number_to_answer(actor: Actor) -> ScalarSelect[int] | None:
    return queries.number_to_answer(actor) if can(actor, Permission.REGISTRATION_DECIDE) else None


def card_to_answer(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'request')} to join to answer",
        url=url_for("registrations.list_requests"),
        detail="Somebody who says that they work here asks to be let in",
    )


def number_overdue(actor: Actor) -> ScalarSelect[int] | None:
    return queries.number_overdue(actor) if can(actor, Permission.REGISTRATION_DECIDE) else None


def card_overdue(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'request')} to join overdue",
        url=url_for("registrations.list_requests"),
        detail="They should have heard by now",
        urgent=True,
    )
