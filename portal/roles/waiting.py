"""What waits on the home page: roles that somebody has to look at again."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import ScalarSelect

from portal.kernel.access import Actor
from portal.kernel.granting import MAY_REVIEW
from portal.kernel.slice import Waiting
from portal.kernel.text import plural
from portal.roles import finding


def number_to_review(actor: Actor) -> ScalarSelect[int] | None:
    return finding.number_to_review(actor) if actor.roles & MAY_REVIEW.keys() else None


def card_to_review(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'role')} to review",
        url=url_for("roles.list_reviews"),
        detail="Is each still needed? Somebody looks twice a year, and when a post has ended",
    )
