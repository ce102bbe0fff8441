"""The one letter of this room: a copy can be fetched. It says nothing of whom the copy is about."""

from __future__ import annotations

from portal.kernel import letters, outbox
from portal.kernel.text import long_day
from portal.trail.models import SubjectAccess


def tell_ready(copy: SubjectAccess, recipient: str) -> None:
    """Tell whoever asked, once for each copy. The page it leads to opens for them alone."""
    until = long_day(copy.expires_at) if copy.expires_at is not None else ""
    letter = letters.write("copy_ready", copy_id=copy.id, until=until)
    outbox.queue(
        outbox.Message(
            recipient=recipient,
            kind="copy_ready",
            about=f"subject_access:{copy.id}",
            subject=letter.subject,
            body=letter.body,
        )
    )
