"""What marking puts on people's home pages. One statement each, and none for those it has nothing for."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import ScalarSelect

from audits.marking.queries import alerts as alert_queries
from audits.marking.queries import tasks as task_queries
from portal.kernel import clock, text
from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import Waiting


def audits_to_mark(actor: Actor) -> Sequence[Waiting]:
    if not can(actor, Permission.AUDIT_MARK):
        return ()
    count, due_on = task_queries.count_tasks_to_do(actor)
    if not count:
        return ()
    is_late = due_on is not None and due_on < clock.today()
    tense = "was" if is_late else "is"
    detail = "" if due_on is None else f"The first {tense} due on {text.long_day(due_on)}"
    return (
        Waiting(
            title=f"{text.plural(count, 'audit')} to mark",
            url=url_for("marking.my_audits"),
            detail=detail,
            urgent=is_late,
        ),
    )


def open_alerts(actor: Actor) -> Sequence[Waiting]:
    if not can(actor, Permission.ALERT_HANDLE):
        return ()
    unseen, undecided = alert_queries.count_open_alerts()
    if not undecided:
        return ()
    detail = f"Not seen by anybody yet: {unseen}" if unseen else "All have been seen; record what was decided"
    return (
        Waiting(
            title=f"{text.plural(undecided, 'safeguarding alert')} without an outcome",
            url=url_for("marking.alerts"),
            detail=detail,
            urgent=bool(unseen),
        ),
    )


def number_held(actor: Actor) -> ScalarSelect[int] | None:
    return task_queries.number_held() if can(actor, Permission.CYCLE_MANAGE) else None


def card_held(count: int) -> Waiting:
    title = f"{text.plural(count, 'assessment')} {'needs' if count == 1 else 'need'} moderation"
    return Waiting(title=title, url=url_for("marking.moderation"))
