"""What agencies may use in a year. Callers commit."""

from __future__ import annotations

from dataclasses import asdict

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.people.queries import get_agency
from training.bookings.domain import Learner
from training.catalogue.models import TrainingEvent
from training.shares import ledger
from training.shares.domain import (
    NO_LIMIT,
    ForwardTooMuch,
    SaveSeats,
    SeatRules,
    SeatsUsed,
    WhyChanged,
)
from training.shares.models import SeatBank


def save_seats(actor: Actor, command: SaveSeats) -> SeatBank:
    """Write down what an agency may use in a year; the reason is kept in the log.

    The agency is locked: of two who save at once, the second changes what the first wrote.
    """
    require(actor, Permission.EVENT_MANAGE)
    agency = get_agency(command.agency_id)
    allowance = command.allowance
    if not command.reason.strip():
        raise WhyChanged
    if allowance.seats < 0:
        raise ForwardTooMuch
    db.session.refresh(agency, with_for_update=True)
    bank = ledger.find_bank(agency.id, command.year)
    before = {} if bank is None else asdict(ledger.allowance_of(bank))
    old, new = differences(before, asdict(allowance))
    if bank is None:
        bank = SeatBank(agency_id=agency.id, year=command.year)
        db.session.add(bank)
    for name, number in asdict(allowance).items():
        setattr(bank, name, number)
    if new:
        told = old if before else {}
        activity.record(
            actor, "save_seats", agency, reason=command.reason, year=command.year, before=told, after=new
        )
    return bank


def find_obstacle(event: TrainingEvent, learner: Learner) -> RuleBroken | None:
    """Whether the seats of somebody's agency are used up, where the partnership refuses beyond a number.

    Counted as it stands: it is not locked, since a seat more or less than agreed does no harm.
    """
    rules = in_force(SeatRules)
    if rules.beyond >= NO_LIMIT or event.starts_at is None or learner.agency_id is None:
        return None
    year = rules.year_of(clock.in_london(event.starts_at).date())
    seats = ledger.find_seats(learner.agency_id, year)
    if seats is None or seats.used + seats.booked < seats.allowance.seats + rules.beyond:
        return None
    return SeatsUsed(seats, rules.title(year))
