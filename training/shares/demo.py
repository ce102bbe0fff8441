"""Places of the demo partnership that are kept for agencies, so that every sort of share can be seen."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from training.catalogue.demo.timetable import STORY_CODES
from training.catalogue.models import TrainingEvent
from training.shares import ledger, queries
from training.shares.domain import (
    Allowance,
    Group,
    HoldPlaces,
    HoldRules,
    SaveCourseShare,
    SaveSeats,
    SaveShare,
    SeatRules,
    ShareSort,
    most_to_keep,
)
from training.shares.services import defaults, holding, seats, sharing

ORDER = 35
SCHOOLS, HEALTH, EACH = Group(kind=AgencyKind.SCHOOL), Group(kind=AgencyKind.HEALTH), Group()
# Story, sort, for whom, how many places at most, and until how many days before.
KEPT = (
    ("next", HEALTH, 4, 5),
    ("next", SCHOOLS, 6, 5),
    ("thin", SCHOOLS, 6, 2),
    ("briefing", HEALTH, 3, 3),
)
CAPS = (("next", EACH, 6, 2), ("thin", EACH, 5, 1))
BANKS = 6
OF_COURSE = ((ShareSort.KEPT, SCHOOLS, 3, 14), (ShareSort.MOST, EACH, 6, 7))


def load(plan: DemoPlan) -> None:
    """Keep and limit places as the coordinator would, by the same rules."""
    cast = find_cast()
    actor = cast["coordinator"].actor
    events = {
        one.code: one for one in db.session.scalars(select(TrainingEvent).order_by(TrainingEvent.id)).all()
    }
    count = 0
    for sort, rows in ((ShareSort.MOST, CAPS), (ShareSort.KEPT, KEPT)):
        for story, group, wanted, days in rows:
            event = events[STORY_CODES[story]]
            places = wanted if sort is ShareSort.MOST else min(wanted, _most(event, group))
            if places:
                sharing.save_share(actor, SaveShare(event.id, None, sort, group, places, days_before=days))
                count += 1
    course_id = events[STORY_CODES["next"]].course_id
    for sort, group, places, days in OF_COURSE:
        defaults.add_course_share(actor, SaveCourseShare(course_id, sort, group, places, days))
    held = _hold(cast["agency-lead"], 2) + _hold(cast["manager"], 1)
    banks = _agree_seats(actor)
    plan.say(f"{count:,} shares and limits, {held:,} places held, {banks:,} seat banks")


def _hold(player: Player, places: int) -> int:
    """On the first event that is far enough ahead and has room, but not on the one that stays thin."""
    ahead = clock.now() + in_force(HoldRules).last_hold + timedelta(days=1)
    for event in db.session.scalars(
        select(TrainingEvent)
        .where(TrainingEvent.starts_at > ahead, TrainingEvent.code != STORY_CODES["thin"])
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
    ):
        if holding.may_hold(event) and event.places_left >= places:
            holding.hold(player.actor, HoldPlaces(event.id, places, player.agency_id))
            return places
    return 0


def _most(event: TrainingEvent, group: Group) -> int:
    kept, _ = queries.holding_now(queries.list_shares(event.id), event.starts_at, clock.now())
    return most_to_keep(group, event.capacity, kept, queries.read_origins(event.id).holders)


def _agree_seats(actor: Actor) -> int:
    """With a few agencies that are no schools: one has used more than was agreed, the others less."""
    year = in_force(SeatRules).year_of(clock.today())
    agencies = db.session.scalars(
        select(Agency).where(Agency.kind != AgencyKind.SCHOOL).order_by(Agency.id).limit(BANKS)
    ).all()
    for number, agency in enumerate(agencies):
        rows = db.session.execute(ledger.select_seats(year, {agency.id})).all()
        used = ledger.seats_of(rows[0]).used
        agreed = max(1, used - 2) if number == 0 else used + 5 * number
        allowance = Allowance(agreed, extra=number % 3, carried_over=number % 2, carried_forward=0)
        seats.save_seats(actor, SaveSeats(agency.id, year, allowance, "As agreed for the year"))
    return len(agencies)
