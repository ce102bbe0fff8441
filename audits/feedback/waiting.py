"""What feedback puts on people's home pages. One statement each, and none for those it has nothing for."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import ScalarSelect

from audits.feedback import queries
from portal.kernel import text
from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import Waiting


def feedback_to_read(actor: Actor) -> Sequence[Waiting]:
    count = queries.count_unread(actor)
    if not count:
        return ()
    return (
        Waiting(
            title=f"Feedback on {text.plural(count, 'assessment')} to read",
            url=url_for("feedback.my_feedback"),
            detail="Somebody looked closely at your work. It starts with what went well",
        ),
    )


def number_to_release(actor: Actor) -> ScalarSelect[int] | None:
    return queries.number_finished() if can(actor, Permission.FEEDBACK_RELEASE) else None


def card_to_release(count: int) -> Waiting:
    title = f"Feedback on {text.plural(count, 'assessment')} to release"
    return Waiting(title=title, url=url_for("feedback.feedback_to_release"))
