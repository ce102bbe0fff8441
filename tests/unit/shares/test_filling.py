"""Who may have a place while some are kept for others (docs/training.md 4.4 and 4.5)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.domain import AgencyKind
from training.shares.domain import (
    Group,
    Origin,
    Share,
    end_of,
    filled,
    find_cap,
    has_room,
    most_to_keep,
    refusal,
)

SCHOOL, HEALTH = AgencyKind.SCHOOL, AgencyKind.HEALTH
UNTIL = datetime(2026, 3, 3, 9, tzinfo=UTC)
HOB_MOOR, TANG_HALL = Origin(1, SCHOOL), Origin(2, SCHOOL)
CLINIC, NOWHERE = Origin(3, HEALTH), Origin()
SCHOOLS = Group(kind=SCHOOL)
ONE_SCHOOL = Group(agency_id=1, name="Hob Moor")


def kept(group, places):
    return Share(group, places, UNTIL)


class TestRoom:
    @pytest.mark.parametrize(
        ("who", "holders", "fits"),
        [
            (HOB_MOOR, {}, True),
            (CLINIC, {CLINIC: 1}, True),
            (CLINIC, {CLINIC: 2}, False),
            (NOWHERE, {CLINIC: 2}, False),
            (HOB_MOOR, {CLINIC: 2}, True),
            (HOB_MOOR, {TANG_HALL: 3, CLINIC: 1}, True),
            (HOB_MOOR, {TANG_HALL: 3, CLINIC: 2}, False),
            # A school that came before the share was set sits in it.
            (CLINIC, {HOB_MOOR: 1, CLINIC: 1}, True),
        ],
    )
    def test_own_share_or_the_common_pool(self, who, holders, fits):
        assert has_room(who, 5, [kept(SCHOOLS, 3)], holders) is fits

    def test_a_narrow_share_is_used_before_a_wide_one(self):
        shares = [kept(SCHOOLS, 1), kept(ONE_SCHOOL, 1)]
        assert filled(shares, {HOB_MOOR: 1}).used == (0, 1)
        assert has_room(TANG_HALL, 2, shares, {HOB_MOOR: 1})
        assert not has_room(TANG_HALL, 2, shares, {TANG_HALL: 1})

    def test_an_overbooked_stranger_leaves_a_share_to_its_own(self):
        assert has_room(HOB_MOOR, 3, [kept(SCHOOLS, 1)], {CLINIC: 4})
        assert not has_room(CLINIC, 3, [kept(SCHOOLS, 1)], {CLINIC: 4})


class TestCaps:
    EACH, OWN = Share(Group(), 2, UNTIL), Share(Group(agency_id=1, name="Hob Moor"), 3)

    @pytest.mark.parametrize(
        ("who", "number", "stands"),
        [(CLINIC, 1, False), (CLINIC, 2, True), (NOWHERE, 9, False), (HOB_MOOR, 2, False)],
    )
    def test_the_most_from_one_agency(self, who, number, stands):
        assert (find_cap(who, [self.EACH, self.OWN], {who: number}) is not None) is stands

    def test_an_agencys_own_limit_takes_the_place_of_everybodys(self):
        assert find_cap(HOB_MOOR, [self.EACH, self.OWN], {HOB_MOOR: 3}) is self.OWN

    def test_a_kind_is_counted_together(self):
        cap = Share(SCHOOLS, 2)
        assert find_cap(HOB_MOOR, [cap], {HOB_MOOR: 1, TANG_HALL: 1}) is cap
        assert find_cap(CLINIC, [cap], {CLINIC: 5}) is None


class TestReasons:
    @pytest.mark.parametrize(
        ("shares", "caps", "said"),
        [
            ([kept(SCHOOLS, 3)], [], "These places are kept for schools until 3 March 2026 at 9am"),
            (
                [kept(ONE_SCHOOL, 1), Share(SCHOOLS, 2)],
                [],
                "These places are kept for Hob Moor until 3 March 2026 at 9am and schools",
            ),
            (
                [],
                [Share(Group(), 1, UNTIL)],
                "One agency may have at most 1 place here until 3 March 2026 at 9am",
            ),
            ([], [Share(Group(kind=HEALTH), 1)], "Health services may have at most 1 place here"),
            ([], [], ""),
        ],
    )
    def test_says_for_whom_and_until_when(self, shares, caps, said):
        capacity = sum(one.places for one in shares) + 1 if shares else 9
        assert refusal(CLINIC, capacity, (shares, caps), {CLINIC: 1}) == said

    def test_a_full_event_is_not_said_to_be_kept(self):
        assert refusal(CLINIC, 3, ([kept(SCHOOLS, 1)], []), {CLINIC: 2, HOB_MOOR: 1}) == ""


class TestKeeping:
    @pytest.mark.parametrize(
        ("holders", "others", "most"),
        [
            ({}, [], 6),
            ({CLINIC: 4}, [], 2),
            ({HOB_MOOR: 2, CLINIC: 2}, [], 4),
            ({CLINIC: 2}, [kept(Group(kind=HEALTH), 3)], 3),
            ({NOWHERE: 6}, [], 0),
            ({NOWHERE: 9}, [], 0),
        ],
    )
    def test_no_place_twice_and_none_that_is_taken(self, holders, others, most):
        assert most_to_keep(SCHOOLS, 6, others, holders) == most


def test_days_before_move_with_the_event():
    start = datetime(2026, 3, 17, 9, tzinfo=UTC)
    assert end_of(None, 14, start) == UNTIL
    assert end_of(None, 14, start + timedelta(days=7)) == UNTIL + timedelta(days=7)
    assert end_of(UNTIL, None, start) == UNTIL
    assert end_of(None, 14, None) is end_of(None, None, start) is None


# What any people on any event show: compared with trying every seat for everybody.

KINDS = {1: SCHOOL, 2: SCHOOL, 3: HEALTH, 4: HEALTH}
origins = st.sampled_from([NOWHERE, *(Origin(key, kind) for key, kind in KINDS.items())])
groups = st.sampled_from(
    [Group(kind=SCHOOL), Group(kind=HEALTH), *(Group(agency_id=key, name=str(key)) for key in KINDS)]
)
shares_of_groups = st.dictionaries(groups, st.integers(1, 3), max_size=4)


def seats(capacity, shares):
    """One group for each place, and None for each that is everybody's."""
    own = [share.group for share in shares for _ in range(share.places)]
    return own + [None] * max(0, capacity - len(own))


def most_seated(people, places):
    """How many can be seated at best, by giving way to one another."""
    sits: dict[int, int] = {}

    def seat(person, tried):
        for number, group in enumerate(places):
            if number in tried or not (group is None or group.covers(people[person])):
                continue
            tried.add(number)
            if number not in sits or seat(sits[number], tried):
                sits[number] = person
                return True
        return False

    return sum(seat(person, set()) for person in range(len(people)))


@given(shares_of_groups, st.integers(0, 8), st.lists(origins, max_size=10), origins)
def test_a_place_is_given_exactly_when_somebody_more_can_be_seated(kept_for, more, people, who):
    shares = [kept(group, places) for group, places in kept_for.items()]
    capacity = sum(kept_for.values()) + more
    places = seats(capacity, shares)
    fits = most_seated([*people, who], places) > most_seated(people, places)
    assert has_room(who, capacity, shares, Counter(people)) is fits


@given(shares_of_groups, st.integers(0, 6), st.lists(origins, max_size=25))
def test_whoever_comes_never_takes_what_is_kept(kept_for, more, people):
    """However they come, in the end every share can still be filled by its own."""
    shares = [kept(group, places) for group, places in kept_for.items()]
    capacity = sum(kept_for.values()) + more
    inside: Counter[Origin] = Counter()
    for who in people:
        if sum(inside.values()) < capacity and not refusal(who, capacity, (shares, []), inside):
            inside[who] += 1
    found = filled(shares, inside)
    unfilled = sum(share.places - used for share, used in zip(shares, found.used, strict=True))
    assert sum(inside.values()) + unfilled <= capacity


@given(shares_of_groups, st.integers(1, 12), st.lists(origins, max_size=12), groups)
def test_the_most_that_can_be_kept_can_be_and_no_more(kept_for, capacity, people, group):
    others = [kept(one, places) for one, places in kept_for.items() if one != group]
    holders = Counter(people)
    most = most_to_keep(group, capacity, others, holders)

    def stands(places):
        shares = [*others, kept(group, places)]
        return filled(shares, holders).common <= capacity - sum(one.places for one in shares)

    assert most == 0 or stands(most)
    assert not stands(most + 1)
