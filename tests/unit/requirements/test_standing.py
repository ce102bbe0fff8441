"""How somebody stands: worked cases at the edges of every state."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.kernel import clock
from training.requirements.domain import (
    Basis,
    Clock,
    Completion,
    Facts,
    HoursClock,
    Span,
    State,
    Takes,
    Terms,
    assess,
)

CLOCK = Clock(basis=Basis.COMPLETION, valid=12, window=3, reactivate=6)
TERMS = Terms(clock=CLOCK, courses=frozenset({1}), grace=42)
HOURS = Terms(clock=Clock(basis=Basis.HOURS, window=3), hours=HoursClock(360, 36), grace=42)
STARTED = date(2026, 1, 12)
HELD = {1: [Completion(date(2026, 3, 3))]}
TWO = {"courses": frozenset({1, 2})}


def day(text: str) -> date:
    return date.fromisoformat(text)


def stands(today: str, *, terms=TERMS, **facts) -> tuple[str, str, str]:
    """State, the day that matters, and the first day on which it will be otherwise."""
    known = {"concerned": [Span(STARTED)], **facts}
    found = assess(terms, Facts(**known), day(today))
    return found.state.value, str(found.due_on), str(found.changes_on)


NEWCOMERS = {
    "before they begin": ("2026-01-11", ("not_required", "None", "2026-01-12")),
    "on the first day": ("2026-01-12", ("due", "2026-02-23", "2026-02-24")),
    "on the last day of grace": ("2026-02-23", ("due", "2026-02-23", "2026-02-24")),
    "a day later": ("2026-02-24", ("overdue", "2026-02-23", "None")),
}
HOLDERS = {
    "on the day of completion": ("2026-03-03", ("current", "2027-03-03", "2026-12-03")),
    "the day before the window": ("2026-12-02", ("current", "2027-03-03", "2026-12-03")),
    "as the window opens": ("2026-12-03", ("renew", "2027-03-03", "2027-03-04")),
    "on the last day": ("2027-03-03", ("renew", "2027-03-03", "2027-03-04")),
    "a day later": ("2027-03-04", ("reactivatable", "2027-03-03", "2027-09-04")),
    "on the last day of the refresher": ("2027-09-03", ("reactivatable", "2027-03-03", "2027-09-04")),
    "beyond": ("2027-09-04", ("expired", "2027-03-03", "None")),
}


@pytest.mark.parametrize(("today", "found"), NEWCOMERS.values(), ids=NEWCOMERS)
def test_newcomers(today, found):
    assert stands(today) == found


@pytest.mark.parametrize(("today", "found"), HOLDERS.values(), ids=HOLDERS)
def test_whoever_has_had_it(today, found):
    assert stands(today, completed=HELD) == found


class TestConcern:
    def test_nobody_is_asked_without_a_post(self):
        assert stands("2026-06-01", concerned=[]) == ("not_required", "None", "None")

    def test_ends_with_the_post(self):
        left = [Span(STARTED, day("2026-02-01"))]
        assert stands("2026-02-01", concerned=left) == ("due", "2026-02-23", "2026-02-02")
        assert stands("2026-02-02", concerned=left) == ("not_required", "None", "None")

    def test_a_post_that_follows_another_is_no_new_beginning(self):
        posts = [Span(STARTED, day("2026-01-31")), Span(day("2026-02-01"))]
        assert stands("2026-02-20", concerned=posts)[:2] == ("due", "2026-02-23")

    def test_a_day_between_is_one(self):
        posts = [Span(STARTED, day("2026-01-31")), Span(day("2026-02-02"))]
        assert stands("2026-02-20", concerned=posts)[:2] == ("due", "2026-03-16")

    def test_evidence_stays_when_somebody_comes_back(self):
        posts = [Span(STARTED, day("2026-04-01")), Span(day("2026-09-01"))]
        assert stands("2026-08-31", concerned=posts, completed=HELD) == ("not_required", "None", "2026-09-01")
        assert stands("2026-09-01", concerned=posts, completed=HELD)[0] == "current"


class TestAllowances:
    def test_an_exemption_asks_nothing_until_its_last_day(self):
        free = [Span(day("2026-02-01"), day("2026-04-30"))]
        assert stands("2026-01-31", exempt=free) == ("due", "2026-02-23", "2026-02-01")
        assert stands("2026-04-30", exempt=free) == ("exempt", "2026-04-30", "2026-05-01")
        assert stands("2026-05-01", exempt=free)[0] == "overdue"

    def test_an_exemption_without_an_end(self):
        assert stands("2030-01-01", exempt=[Span(STARTED)]) == ("exempt", "None", "None")

    def test_an_extension_carries_beyond_the_last_day(self):
        longer = {"completed": HELD, "extended_to": day("2027-05-31")}
        assert stands("2027-03-03", **longer)[0] == "renew"
        assert stands("2027-05-31", **longer) == ("extended", "2027-05-31", "2027-06-01")
        assert stands("2027-06-01", **longer) == ("reactivatable", "2027-03-03", "2027-09-04")

    def test_an_extension_moves_the_day_at_once(self):
        longer = day("2027-05-31")
        assert stands("2026-02-01", extended_to=longer) == ("due", "2027-05-31", "2026-02-24")
        assert stands("2026-12-03", completed=HELD, extended_to=longer)[:2] == ("renew", "2027-05-31")
        assert stands("2026-12-03", completed=HELD, extended_to=STARTED)[:2] == ("renew", "2027-03-03")

    def test_an_extension_of_newcomers(self):
        assert stands("2026-03-31", extended_to=day("2026-03-31")) == ("extended", "2026-03-31", "2026-04-01")
        assert stands("2026-04-01", extended_to=day("2026-03-31"))[0] == "overdue"


class TestSets:
    def test_all_last_as_long_as_the_first_that_runs_out(self):
        terms = Terms(clock=CLOCK, **TWO)
        both = {1: HELD[1], 2: [Completion(date(2026, 5, 5))]}
        assert stands("2026-06-01", terms=terms, completed=both) == ("current", "2027-03-03", "2026-12-03")

    def test_one_of_all_is_in_progress(self):
        terms = Terms(clock=CLOCK, grace=400, **TWO)
        assert stands("2026-06-01", terms=terms, completed=HELD)[0] == "in_progress"

    def test_all_never_held_at_once_were_never_held(self):
        terms = Terms(clock=CLOCK, **TWO)
        apart = {1: [Completion(date(2020, 1, 1))], 2: [Completion(date(2022, 1, 1))]}
        assert stands("2026-06-01", terms=terms, completed=apart)[0] == "overdue"

    def test_a_lapse_of_one_is_a_lapse_and_no_beginning(self):
        terms = Terms(clock=CLOCK, **TWO)
        held = {1: HELD[1], 2: [Completion(date(2026, 5, 5)), Completion(date(2027, 4, 4))]}
        assert stands("2027-04-05", terms=terms, completed=held)[:2] == ("reactivatable", "2027-03-03")

    def test_any_one_is_enough_and_another_renews_it(self):
        terms = Terms(clock=CLOCK, takes=Takes.ANY, **TWO)
        held = {1: HELD[1], 2: [Completion(date(2027, 1, 10))]}
        assert stands("2027-03-04", terms=terms, completed=held)[:2] == ("current", "2028-01-10")

    def test_evidence_counts_for_the_whole_set(self):
        found = stands("2026-06-01", terms=Terms(clock=CLOCK, **TWO), evidence=[day("2026-04-01")])
        assert found[:2] == ("current", "2027-04-01")

    def test_a_refresher_counts_after_evidence(self):
        known = {
            "evidence": [day("2026-04-01")],
            "completed": {1: [Completion(day("2027-03-01"), is_refresher=True)]},
        }
        assert stands("2027-06-01", **known)[:2] == ("current", "2028-03-01")


class TestHours:
    def test_some_are_in_progress_until_they_fall_out(self):
        some = [(day("2026-01-15"), 60)]
        assert stands("2026-02-01", terms=HOURS, learned=some)[0] == "in_progress"

    def test_a_lapse_is_healed_by_older_hours(self):
        known = [(day("2026-01-01"), 120), (day("2026-03-03"), 120)]
        assert stands("2026-06-01", terms=HOURS, learned=known)[0] == "overdue"
        healed = [*known, (day("2024-06-01"), 120)]
        assert stands("2026-06-01", terms=HOURS, learned=healed)[:2] == ("current", "2027-06-01")

    def test_have_no_refresher(self):
        terms = Terms(clock=Clock(basis=Basis.HOURS, reactivate=6), hours=HoursClock(360, 36))
        known = [(day("2022-12-01"), 360)]
        assert stands("2026-02-01", terms=terms, learned=known)[:2] == ("expired", "2025-12-01")

    def test_are_another_way_beside_courses(self):
        terms = Terms(clock=CLOCK, courses=frozenset({1}), hours=HoursClock(360, 36))
        assert stands("2026-06-01", terms=terms, learned=[(day("2026-03-01"), 360)])[1] == "2029-03-01"


MIDNIGHTS = {
    "the minute before summer midnight": (datetime(2027, 6, 30, 22, 59, tzinfo=UTC), "renew"),
    "summer midnight in London, still June in UTC": (
        datetime(2027, 6, 30, 23, 0, tzinfo=UTC),
        "reactivatable",
    ),
    "the day the clocks go forward": (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "current"),
}


@pytest.mark.parametrize(("moment", "state"), MIDNIGHTS.values(), ids=MIDNIGHTS)
def test_days_begin_at_midnight_in_london(monkeypatch, moment, state):
    monkeypatch.setattr(clock, "now", lambda: moment)
    facts = Facts(concerned=[Span(STARTED)], completed={1: [Completion(date(2026, 6, 30))]})
    assert assess(TERMS, facts, clock.today()).state is State(state)


WINTER = [
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
]


@pytest.mark.parametrize(("moment", "on"), WINTER)
def test_the_day_of_twenty_five_hours_is_one_day(monkeypatch, moment, on):
    monkeypatch.setattr(clock, "now", lambda: moment)
    ends_today = Facts(concerned=[Span(STARTED)], completed={1: [Completion(date(2025, 10, 25))]})
    assert clock.today() == on
    assert assess(TERMS, ends_today, clock.today()).state is State.RENEW
