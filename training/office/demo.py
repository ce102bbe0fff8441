"""Lists of the demo’s offices: one waits together for places on a full event, one is still being made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast
from portal.people.models import Post
from portal.people.scope import is_current
from training.bookings.models import Booking
from training.catalogue.demo.timetable import STORY_CODES
from training.catalogue.models import TrainingEvent
from training.office.domain import Line, Mode, SaveList
from training.office.services import booking, listing

ORDER = 37
TOGETHER = 3


def load(plan: DemoPlan) -> None:
    """The agency lead's people wait together; the Champion has pasted a name that nobody knows."""
    cast = find_cast()
    waiting = _book_together(cast["agency-lead"])
    champion, event_id = cast["champion"], _event("next")
    colleagues = _colleagues(champion, 2)
    if colleagues:
        listing.add_people(champion.actor, event_id, colleagues)
    listing.add_lines(champion.actor, event_id, [Line(1, name="Robin Newcomer")], field="lines")
    plan.say(f"A list of people to book, and {waiting} who wait together")


def _book_together(lead: Player) -> int:
    """Nobody in a demo so small that everybody is booked somewhere already."""
    colleagues = _colleagues(lead, TOGETHER)
    if len(colleagues) < TOGETHER:
        return 0
    added = listing.add_people(lead.actor, _event("full"), colleagues)
    listing.save_list(lead.actor, SaveList(added.list_id, Mode.ALL_WAIT))
    booking.book_list(lead.actor, added.list_id)
    return added.new


def _event(story: str) -> int:
    return db.session.scalars(select(TrainingEvent.id).where(TrainingEvent.code == STORY_CODES[story])).one()


def _colleagues(player: Player, number: int) -> Sequence[int]:
    """People of the same workplace who are on nothing yet, so that nothing stands in their way."""
    place = Post.school_id == player.school_id if player.school_id else Post.agency_id == player.agency_id
    return db.session.scalars(
        select(Post.person_id)
        .where(place, is_current(), Post.person_id != player.person_id)
        .where(~exists().where(Booking.person_id == Post.person_id))
        .group_by(Post.person_id)
        .order_by(Post.person_id)
        .limit(number)
    ).all()
