"""Releasing feedback. What is released is the audit's frozen marks; nothing is written twice."""

from __future__ import annotations

from collections.abc import Sequence

from audits.feedback import queries
from audits.feedback.domain import NobodyToRead, NotFinished, NothingToRelease, Release, ReleaseCycle
from audits.feedback.models import Feedback
from audits.feedback.queries import Finished
from portal.kernel import activity, bulk, clock, letters, outbox
from portal.kernel.access import Actor, Permission, require


def release(actor: Actor, command: Release) -> int:
    """Give the practitioner the result of one finished audit, and tell them that it is there. Says its id."""
    require(actor, Permission.FEEDBACK_RELEASE)
    finished = queries.list_finished(audit_id=command.audit_id)
    if not finished:
        raise NotFinished
    if finished[0].practitioner_id is None:
        raise NobodyToRead
    return _give(actor, finished, shows_auditor=command.shows_auditor)[0]


def release_cycle(actor: Actor, command: ReleaseCycle) -> int:
    """Give out every finished result of a cycle that somebody can read; says how many."""
    require(actor, Permission.FEEDBACK_RELEASE)
    finished = [one for one in queries.list_finished(cycle_id=command.cycle_id) if one.practitioner_id]
    if not finished:
        raise NothingToRelease
    return len(_give(actor, finished, shows_auditor=command.shows_auditor))


def _give(actor: Actor, finished: Sequence[Finished], *, shows_auditor: bool) -> Sequence[int]:
    """The ids of the feedback: the same few statements for one and for a whole cycle."""
    given = {
        "released_at": clock.now(),
        "released_by_id": actor.person_id,
        "shows_auditor": shows_auditor,
    }
    rows = [
        {"audit_id": one.audit_id, "sample_item_id": one.sample_item_id, "person_id": one.practitioner_id}
        for one in finished
    ]
    ids = bulk.add_rows_for_ids(Feedback, [{**row, **given} for row in rows])
    whose = {key: one.practitioner_id for key, one in zip(ids, finished, strict=True) if one.practitioner_id}
    activity.record_all(actor, "release_feedback", Feedback, ids, whose=whose)
    readers = zip((one.email for one in finished), ids, strict=True)
    outbox.queue_all([_message(email, feedback_id) for email, feedback_id in readers if email])
    return ids


def _message(recipient: str, feedback_id: int) -> outbox.Message:
    letter = letters.write("feedback_released", feedback_id=feedback_id)
    return outbox.Message(
        recipient=recipient,
        kind="feedback_released",
        about=f"feedback:{feedback_id}",
        subject=letter.subject,
        body=letter.body,
    )
