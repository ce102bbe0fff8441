"""The fair mix in numbers and as a picture (docs/training.md 4.5)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.people.domain import AgencyKind
from training.shares.domain import Group, MixRow, Origin, People, Share, mix
from training.shares.pictures import picture

SCHOOL, HEALTH = AgencyKind.SCHOOL, AgencyKind.HEALTH
HOB_MOOR, CLINIC = Origin(1, SCHOOL), Origin(3, HEALTH)


def test_each_group_has_a_row_and_nobody_two():
    shares = [Share(Group(kind=SCHOOL), 3), Share(Group(agency_id=1, name="Hob Moor"), 2)]
    people = People({HOB_MOOR: 1, CLINIC: 2}, {CLINIC: 1}, {Origin(): 2})
    found = mix(12, shares, people)
    assert found.rows == (
        MixRow("Hob Moor", booked=1, kept=1),
        MixRow("Schools", kept=3),
        MixRow("Health services", booked=2, held=1),
        MixRow("No agency known", waiting=2),
    )
    assert (found.kept, found.free, found.whole.booked) == (4, 4, 3)


def test_a_group_that_is_only_limited_has_a_row_when_somebody_is_of_it():
    also = [Group(agency_id=1, name="Hob Moor"), Group(agency_id=9, name="Nobody’s")]
    found = mix(5, [], People({HOB_MOOR: 1}), also)
    assert found.rows == (MixRow("Hob Moor", booked=1),)


def test_the_picture_says_its_numbers_and_the_table_too():
    drawn = picture(mix(6, [Share(Group(kind=SCHOOL), 3)], People({HOB_MOOR: 1, CLINIC: 2}, {}, {CLINIC: 1})))
    assert drawn.description == (
        "All places: 3 booked, 2 kept, 1 waiting, 1 free for anybody. Schools: 1 booked, 2 kept. "
        "Health services: 2 booked, 1 waiting"
    )
    assert drawn.rows[0] == ("Schools", "1", "0", "2", "0")
    assert (drawn.rows[-1], drawn.free) == (("All", "3", "0", "2", "1"), 1)


def test_an_event_nobody_is_on_is_all_free():
    (bar,) = picture(mix(6, [], People())).bars
    assert [(one.sort, one.left, one.width) for one in bar.blocks] == [("free", 0.0, 360.0)]


origins = st.sampled_from([HOB_MOOR, CLINIC, Origin(), Origin(4, AgencyKind.POLICE)])
counts = st.dictionaries(origins, st.integers(1, 5))


@given(st.integers(1, 20), counts, counts, counts)
def test_everybody_is_in_one_row_and_every_block_inside_the_picture(capacity, booked, held, waiting):
    found = mix(capacity, [Share(Group(kind=SCHOOL), 2)], People(booked, held, waiting))
    assert found.whole.booked == sum(booked.values())
    assert (found.whole.held, found.whole.waiting) == (sum(held.values()), sum(waiting.values()))
    assert all(block.left + block.width <= 361 for bar in picture(found).bars for block in bar.blocks)
