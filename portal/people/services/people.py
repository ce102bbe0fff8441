"""What can be done about people. Callers commit."""

from __future__ import annotations

from dataclasses import asdict

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.people.domain import PeopleFilter
from portal.people.models import Person


def note_export(actor: Actor, chosen: PeopleFilter, file_format: str, count: int) -> None:
    """Write down that people's details left the portal: how many, by which filters, and in which format."""
    require(actor, Permission.PERSON_READ)
    asked = {name: value for name, value in asdict(chosen).items() if value not in {None, "", False}}
    # What was typed is somebody's name, which the log of exports need not keep.
    asked |= {"name": True} if "name" in asked else {}
    activity.record_all(
        actor,
        "export_people",
        Person,
        [actor.person_id],
        people=count,
        file_format=file_format,
        filters=asked,
    )
