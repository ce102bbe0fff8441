"""Writing to those who decide: one letter for all that has come to wait for somebody. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import bindparam, insert, update

from portal.kernel import clock, outbox
from portal.kernel.bulk import table_of, write_rows
from portal.people.models import Person
from training.approvals import due, letters, queries
from training.approvals.models import ApprovalLink

TOKEN_BYTES = 32

_links = table_of(ApprovalLink)
_NOTE = insert(_links)
_WRITTEN = (
    update(_links)
    .where(_links.c.id == bindparam("link_id"))
    .values(round=bindparam("number"), digest=bindparam("fingerprint"), written_at=bindparam("at"))
)


def note(asked: queries.Asked, approvers: Sequence[Person], *, reminds: bool = False) -> None:
    """These people are to hear of a step, in their next letter."""
    made = {"step_id": asked.step.id, "made_at": clock.now(), "reminds": reminds}
    if approvers:
        write_rows(_NOTE, [made | {"person_id": one.id} for one in approvers])


def write_letter(person_id: int) -> int:
    """One letter with everything that this person decides and has not heard of; says how many requests.

    Their row is locked: of two who write at once the second finds nothing left. What is somebody else’s by
    now stays untold, and stands in a later letter should it come back to them.
    """
    person = due.get_locked_person(person_id)
    found = due.list_untold(person_id, is_of_team=due.is_of_team(person_id))
    if not found:
        return 0
    number, is_linked = due.next_round(person_id), letters.has_own_mailbox(person)
    items = [letters.Item(one, _token(one, is_linked), at) for at, one in enumerate(found, start=1)]
    message = letters.to_approver(person, number, items)
    if message is not None:
        outbox.queue(message)
    _write_down(items, number)
    return len(items)


def _token(one: due.Untold, is_linked: bool) -> str:  # noqa: FBT001  # from one caller
    return secrets.token_urlsafe(TOKEN_BYTES) if is_linked and not one.kind.is_ours else ""


def _write_down(items: Sequence[letters.Item], number: int) -> None:
    """In which letter each stood. Of two rows about one step the first keeps its link."""
    rows = [
        {
            "link_id": link_id,
            "number": number,
            "at": clock.now(),
            "fingerprint": letters.fingerprint(item.token) if item.token and not place else None,
        }
        for item in items
        for place, link_id in enumerate(item.untold.link_ids)
    ]
    write_rows(_WRITTEN, rows)
