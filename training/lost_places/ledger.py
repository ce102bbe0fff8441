"""Writing in the ledger of an agency: a row when a place is lost, a counter row when it does not count.

Rows are written when the facts arrive, and never changed or deleted; what an agency owes is their sum.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, insert, literal, select

from portal.kernel import clock
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import list_sittings
from training.lost_places.domain import LossKind
from training.lost_places.models import LedgerEntry
from training.lost_places.rules import Charges, Charging, EntryWhy, LedgerRules, Length, length_of

_INSERT = insert(table_of(LedgerEntry))


def is_entered(booking: Booking) -> bool:
    """Whether a place that is lost now stands in a ledger: somebody without an agency is in none."""
    return booking.agency_id is not None and in_force(LedgerRules).way is not Charging.OFF


def enter(event: TrainingEvent, lost: Sequence[tuple[Booking, LossKind, date]]) -> None:
    """A row for each place that was lost, with what it costs where lost places are charged."""
    found = [one for one in lost if is_entered(one[0])]
    if not found:
        return
    length, kinds = _charged(event, {booking.agency_id for booking, _, _ in found})
    charges, now = in_force(Charges), clock.now()
    rows = []
    for booking, kind, day in found:
        agency_kind = kinds.get(booking.agency_id)
        rows.append(
            {
                "agency_id": booking.agency_id,
                "booking_id": booking.id,
                "kind": kind,
                "why": EntryWhy.LOST,
                "sign": 1,
                "happened_on": day,
                "half_days": length.half_days,
                "full_days": length.full_days,
                "pounds": 0 if agency_kind is None else charges.of(agency_kind, length),
                "entered_at": now,
            }
        )
    write_rows(_INSERT, rows)


def _charged(
    event: TrainingEvent, agency_ids: Collection[int | None]
) -> tuple[Length, Mapping[int | None, AgencyKind]]:
    """How long the event is and of which kinds the agencies are; read only where there is a charge."""
    rules = in_force(LedgerRules)
    if rules.way is not Charging.AMOUNT:
        return Length(), {}
    days: dict[date, timedelta] = {}
    for one in list_sittings(event.id):
        day = clock.in_london(one.starts_at).date()
        days[day] = days.get(day, timedelta()) + (one.ends_at - one.starts_at)
    rows = db.session.execute(select(Agency.id, Agency.kind).where(Agency.id.in_(agency_ids)))
    return length_of(days.values(), rules), {row[0]: row[1] for row in rows}


def reverse(booking_ids: Collection[int], why: EntryWhy) -> None:
    """A counter row for each of these places that stands in a ledger; one statement, or none."""
    if not booking_ids:
        return
    table = table_of(LedgerEntry)
    newest = (
        select(func.max(table.c.id)).where(table.c.booking_id.in_(booking_ids)).group_by(table.c.booking_id)
    )
    copied = ("agency_id", "booking_id", "kind", "happened_on", "half_days", "full_days")
    counter = select(
        *(table.c[name] for name in copied),
        -table.c.pounds,
        literal(-1),
        literal(why.value),
        literal(clock.now(), type_=table.c.entered_at.type),
    ).where(table.c.id.in_(newest), table.c.sign == 1)
    names = [*copied, "pounds", "sign", "why", "entered_at"]
    db.session.execute(insert(table).from_select(names, counter, include_defaults=False))
