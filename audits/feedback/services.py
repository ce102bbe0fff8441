"""Releasing feedback. What is released is the audit's frozen marks; nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audits.feedback import queries
from audits.feedback.domain import NobodyToRead, NotFinished, NothingToRelease, Release, ReleaseCycle
from audits.feedback.models import Feedback
from audits.feedback.queries import Finished
from portal.kernel import activity, bulk, clock, letters, outbox
from portal.kernel.access import Actor, Permission, require
from portal.people.letters import Addressed, addressed_each
from portal.people.queries import list_people


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
    activity.record_all(
        actor,
        "release_feedback",
        Feedback,
        ids,
        whose=whose,
        before={"released": False},
        after={"released": True, "shows_auditor": shows_auditor},
    )
    _tell(whose)
    return ids


def _tell(whose: Mapping[int, int]) -> None:
    """By feedback the person it is for; they, or whoever gets their letters."""
    readers = list_people(list(whose.values()))
    written = [
        (readers[person_id], letters.write("feedback_released", feedback_id=feedback_id))
        for feedback_id, person_id in whose.items()
    ]
    pairs = zip(whose, addressed_each(written), strict=True)
    outbox.queue_all([_message(feedback_id, sent) for feedback_id, sent in pairs if sent is not None])


def _message(feedback_id: int, sent: Addressed) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        kind="feedback_released",
        about=f"feedback:{feedback_id}",
        subject=sent.letter.subject,
        body=sent.letter.body,
    )
