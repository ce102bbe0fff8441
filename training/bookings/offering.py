"""Until when an offered place is held (docs/training.md 4.4 step 5). Plain Python; hours are London's."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portal.kernel import clock, working_days
from training.bookings.domain import OfferRules


def is_booked_at_once(starts_at: datetime, now: datetime, rules: OfferRules) -> bool:
    """Whether there is time enough to give somebody a place without asking them first."""
    first, last = clock.in_london(now).date(), clock.in_london(starts_at).date()
    return working_days.between(first, last) > rules.offers_within.days


def offer_end(freeze: datetime, starts_at: datetime, now: datetime, rules: OfferRules) -> datetime:
    """The longest offer, or half the time to the freeze, moved on to the next working morning if need be.

    Where that would be after the freeze has begun, the last working hour before it is taken, if it leaves
    enough time to answer; an offer never outlasts the start of the event.
    """
    asked = now + min(rules.longest_offer, max((freeze - now) / 2, timedelta()))
    until = moved_on(asked, rules)
    if until <= freeze and until - now >= rules.shortest_offer:
        return until
    earlier = moved_back(freeze, rules)
    if earlier - now >= rules.shortest_offer:
        return earlier
    later = moved_on(max(asked, now + rules.shortest_offer), rules)
    return later if later <= starts_at else max(moved_back(starts_at, rules), now)


def is_quiet(at: datetime, rules: OfferRules) -> bool:
    """At night, on a weekend or on a bank holiday: nobody is expected to look for a letter."""
    local = clock.in_london(at)
    opens, closes = _shown(rules.day_begins), _shown(rules.day_ends)
    return not (working_days.is_working_day(local.date()) and opens <= local.time() <= closes)


def moved_on(at: datetime, rules: OfferRules) -> datetime:
    """The instant, or ten o'clock on the next working morning when it is quiet."""
    if not is_quiet(at, rules):
        return at
    day = clock.in_london(at).date()
    if at > clock.at_london(day, _shown(rules.day_begins)) or not working_days.is_working_day(day):
        day = working_days.after(day, 1)
    return clock.at_london(day, _shown(rules.offers_end_at))


def moved_back(at: datetime, rules: OfferRules) -> datetime:
    """The instant, or the end of the last working day before it when it is quiet."""
    if not is_quiet(at, rules):
        return at
    day = clock.in_london(at).date()
    if not working_days.is_working_day(day) or at < clock.at_london(day, _shown(rules.day_begins)):
        day -= working_days.DAY
        while not working_days.is_working_day(day):
            day -= working_days.DAY
    return clock.at_london(day, _shown(rules.day_ends))


def _shown(since_midnight: timedelta) -> time:
    """What clocks show so long after midnight, whichever way they were changed that night."""
    return time(since_midnight // timedelta(hours=1))
