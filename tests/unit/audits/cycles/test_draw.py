"""docs/audits.md 4.3 and the vectors SA1 and SA3 of 5.4."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.cycles.draw import (
    Framed,
    ReferenceTwice,
    SizeTooLarge,
    SizeTooSmall,
    digest,
    draw,
    in_order,
    second_marks,
    shares,
)

SEED = "cycle-2025-Q1"
TWELVE = [f"FEHA-{number:04d}" for number in range(1, 13)]
SA3 = [f"FEHA-{number:04d}" for number in (8, 4, 6, 5, 9, 7, 2, 12, 3, 1, 11, 10)]


def a_frame(**populations):
    return [Framed(f"{name}-{number}", name) for name, size in populations.items() for number in range(size)]


def test_sa1_largest_remainder():
    assert shares({"East": 41, "North": 36, "West": 63}, 14) == {"East": 4, "North": 4, "West": 6}


def test_sa3_order_by_hash():
    assert list(in_order(SEED, reversed(TWELVE))) == SA3
    assert [digest(SEED, reference)[:8] for reference in SA3[:5]] == [
        "0e9ad5a3",
        "17e6a2de",
        "40ba76ea",
        "415f06d5",
        "44fd6d6e",
    ]


def test_the_first_are_chosen_and_the_rest_are_the_reserve_in_order():
    drawn = draw([Framed(reference, "All") for reference in TWELVE], size=5, seed=SEED)
    assert list(drawn.chosen) == SA3[:5]
    assert list(drawn.strata[0].reserve) == SA3[5:]


def test_the_sample_is_in_the_order_of_the_draw_whatever_the_stratum():
    frame = [Framed(reference, "ABC"[number % 3]) for number, reference in enumerate(TWELVE)]
    drawn = draw(frame, size=6, seed=SEED)
    assert list(drawn.chosen) == [reference for reference in SA3 if reference in drawn.chosen]
    assert [(stratum.name, stratum.share) for stratum in drawn.strata] == [("A", 2), ("B", 2), ("C", 2)]


@pytest.mark.parametrize(
    ("populations", "size", "expected"),
    [
        # A tie of remainders goes to the earlier name.
        ({"B": 1, "A": 1, "C": 2}, 3, {"A": 1, "B": 1, "C": 1}),
        ({"B": 5, "A": 5}, 5, {"A": 3, "B": 2}),
        # Small takes the place that rested on .53 (East), not one that rested on a whole share.
        ({"East": 151, "Small": 1, "West": 48}, 6, {"East": 4, "Small": 1, "West": 1}),
        # C's second place rested on .42, the largest remainder and yet the only rounded place.
        ({"A": 90, "B": 90, "C": 30, "Z": 1}, 10, {"A": 4, "B": 4, "C": 1, "Z": 1}),
        # Two empty strata take from two different places.
        ({"A": 97, "X": 1, "Y": 1, "Z": 1}, 4, {"A": 1, "X": 1, "Y": 1, "Z": 1}),
        # A stratum with nobody in it gets nothing.
        ({"A": 3, "None": 0}, 2, {"A": 2, "None": 0}),
    ],
)
def test_shares(populations, size, expected):
    assert shares(populations, size) == expected


def test_a_place_won_by_rounding_goes_before_one_won_outright():
    # East 4.1 keeps its four; North's fourth place rested on .6 and goes to Tiny.
    populations = {"East": 410, "North": 360, "Tiny": 1, "West": 629}
    assert shares(populations, 14) == {"East": 4, "North": 3, "Tiny": 1, "West": 6}


def test_a_size_that_does_not_fit_is_refused():
    with pytest.raises(SizeTooSmall):
        shares({"A": 5, "B": 5, "C": 1}, 2)
    with pytest.raises(SizeTooSmall):
        shares({}, 0)
    with pytest.raises(SizeTooLarge):
        shares({"A": 5, "B": 5}, 11)
    assert shares({"A": 5, "B": 5, "C": 0}, 2) == {"A": 1, "B": 1, "C": 0}


def test_a_reference_may_stand_once_only():
    with pytest.raises(ReferenceTwice, match="F1"):
        draw([Framed("F1", "A"), Framed("F1", "B"), Framed("F2", "A")], size=2, seed=SEED)


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 60), min_size=1), st.integers(1, 80))
def test_shares_always_add_up_and_leave_no_stratum_out(populations, size):
    filled = [name for name, population in populations.items() if population]
    if not len(filled) <= size <= sum(populations.values()):
        return
    places = shares(populations, size)
    assert sum(places.values()) == size
    assert all(places[name] <= population for name, population in populations.items())
    assert all(places[name] for name in filled)
    assert places == shares(dict(reversed(populations.items())), size)


def test_drawing_twice_draws_the_same_and_another_seed_another_sample():
    frame = a_frame(East=40, North=30)
    first = draw(frame, size=10, seed="a")
    assert draw(reversed(frame), size=10, seed="a") == first
    assert draw(frame, size=10, seed="b").chosen != first.chosen
    assert first.strata[0].exact == Fraction(40, 7)


def test_second_marks_are_a_fifth_and_at_least_five():
    def marked(size):
        return second_marks(SEED, TWELVE[:size], share=Fraction(1, 5), at_least=5)

    assert list(marked(12)) == SA3[:5]
    assert len(marked(3)) == 3
    many = second_marks(SEED, [f"F{n}" for n in range(51)], share=Fraction(1, 5), at_least=5)
    assert len(many) == 11
