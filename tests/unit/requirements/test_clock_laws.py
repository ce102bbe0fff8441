"""What must hold of every clock, whatever was completed and when."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.months import months_later
from training.requirements.domain import (
    Basis,
    Clock,
    Completion,
    Facts,
    HoursClock,
    Span,
    Takes,
    Terms,
    add_hours,
    assess,
    run,
)

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
completions = st.builds(Completion, days, st.booleans())
hours = st.tuples(days, st.integers(30, 420))
hour_clocks = st.builds(HoursClock, st.integers(60, 960), st.integers(1, 48))
spans = st.builds(
    lambda first, length: Span(first, None if length is None else first + length),
    days,
    st.none() | st.timedeltas(timedelta(0), timedelta(2000)),
)


@st.composite
def clocks(draw):
    valid = draw(st.integers(1, 48))
    least = draw(st.integers(0, valid))
    return Clock(
        basis=draw(st.sampled_from([Basis.COMPLETION, Basis.OLD_EXPIRY, Basis.FIXED])),
        valid=valid,
        window=draw(st.integers(0, least)),
        reactivate=draw(st.integers(0, 24)),
        base_on=draw(days),
        least=least,
    )


@st.composite
def terms(draw):
    courses = draw(st.frozensets(st.integers(1, 3), max_size=3))
    return Terms(
        clock=draw(clocks()),
        courses=courses,
        takes=draw(st.sampled_from(Takes)),
        hours=draw(st.none() | hour_clocks),
        grace=draw(st.integers(0, 200)),
    )


@st.composite
def facts(draw):
    return Facts(
        concerned=draw(st.lists(spans, max_size=3)),
        completed=draw(st.dictionaries(st.integers(1, 3), st.lists(completions, max_size=4))),
        evidence=draw(st.lists(days, max_size=2)),
        learned=draw(st.lists(hours, max_size=4)),
        exempt=draw(st.lists(spans, max_size=2)),
        extended_to=draw(st.none() | days),
    )


def until(cycles) -> date:
    return cycles[-1].until if cycles else date.min


@given(clocks(), st.lists(completions, max_size=6), completions)
def test_doing_more_never_makes_anybody_due_sooner(clock, done, more):
    """Of courses: whoever renews, in time, early or late, lasts at least as long as before."""
    later = Completion(max([more.on, *(one.on for one in done)]), more.is_refresher)
    assert until(run(clock, [*done, later])) >= until(run(clock, done))


@given(clocks(), st.lists(days, max_size=6), days)
def test_one_more_in_between_never_makes_anybody_due_sooner(clock, done, more):
    before = [Completion(one) for one in done]
    assert until(run(clock, [*before, Completion(more)])) >= until(run(clock, before))


@given(clocks(), st.lists(completions, max_size=6))
def test_each_cycle_lasts_longer_than_the_one_before(clock, done):
    ends = [one.until for one in run(clock, done)]
    assert ends == sorted(set(ends))


@given(clocks(), st.lists(completions, max_size=6), st.randoms())
def test_the_order_in_which_things_come_to_light_does_not_matter(clock, done, shuffler):
    shuffled = list(done)
    shuffler.shuffle(shuffled)
    assert run(clock, shuffled) == run(clock, done)


@given(clocks(), days)
def test_fixed_days_leave_the_shortest_time_and_no_more_than_they_must(clock, on):
    (cover,) = run(
        Clock(basis=Basis.FIXED, valid=clock.valid, base_on=clock.base_on, least=clock.least),
        [Completion(on)],
    )
    earliest = months_later(on, clock.least)
    base = clock.base_on
    apart = (cover.until.year - base.year) * 12 + cover.until.month - base.month
    assert cover.until == months_later(base, apart)
    assert apart % clock.valid == 0
    assert cover.until >= earliest > months_later(base, apart - clock.valid)


@given(hour_clocks, st.lists(hours, min_size=1, max_size=8), st.lists(hours, max_size=4))
def test_older_hours_never_lengthen_beyond_the_months(clock, learned, older):
    newest = max(on for on, _ in learned)
    known = [*learned, *((min(on, newest), minutes) for on, minutes in older)]
    cover, before = add_hours(clock, known), add_hours(clock, learned)
    assert cover is None or cover.until <= months_later(newest, clock.months)
    assert before is None or (cover is not None and cover.until >= before.until)


@given(hour_clocks, st.lists(hours, max_size=8))
def test_hours_are_enough_on_the_last_day_and_not_on_the_next(clock, learned):
    """The same said the long way: add up what counts on each day on which something falls out."""

    def enough(on: date) -> bool:
        counted = (minutes for day, minutes in learned if day <= on <= months_later(day, clock.months))
        return sum(counted) >= clock.minutes

    ends = [months_later(on, clock.months) for on, _ in learned]
    found = max((one for one in ends if enough(one)), default=None)
    cover = add_hours(clock, learned)
    assert (cover and cover.until) == found


@given(terms(), facts(), days, st.integers(0, 1500))
def test_nothing_changes_by_itself_before_the_day_that_is_written_down(terms, facts, today, ahead):
    """What the nightly job rests upon: until `changes_on` nobody needs to look again."""
    now = assess(terms, facts, today)
    assert now.changes_on is None or now.changes_on > today
    later = today + timedelta(days=ahead)
    if now.changes_on is not None and later >= now.changes_on:
        later = now.changes_on - timedelta(days=1)
    then = assess(terms, facts, later)
    assert (then.state, then.due_on, then.cover, then.changes_on) == (
        now.state,
        now.due_on,
        now.cover,
        now.changes_on,
    )
