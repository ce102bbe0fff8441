"""Writing down that a list of how people stand left the portal. Callers commit."""

from __future__ import annotations

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.people.models import Person
from training.requirements.queries.people import MatrixFilter


def note_export(actor: Actor, chosen: MatrixFilter, file_format: str, count: int) -> None:
    require(actor, Permission.BOOKING_OFFICE)
    activity.record_all(
        actor,
        "export_requirements",
        Person,
        [actor.person_id],
        people=count,
        file_format=file_format,
        filters=chosen.asked(),
    )
