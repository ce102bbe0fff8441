"""What waits on the home page: people whose letters go to nobody that was chosen for it."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import ScalarSelect

from portal.kernel.access import Actor, Role
from portal.kernel.slice import Waiting
from portal.kernel.text import plural
from portal.people.domain import Lack, Standing
from portal.people.finding.people import number_unreached


def number_without_contact(actor: Actor) -> ScalarSelect[int] | None:
    return number_unreached(actor) if actor.holds(Role.AGENCY_LEAD, Role.COORDINATOR) else None


def card_without_contact(count: int) -> Waiting:
    return Waiting(
        title=f"{plural(count, 'person has', 'people have')} nobody who gets their messages",
        url=url_for("people.list_people", lacks=Lack.CONTACT.value, standing=Standing.IN_POST.value),
        detail="They have no email or postal address, and no office contact in post. Choose a colleague",
    )
