"""Agreement statistics against the published vectors of docs/audits.md 5.2, and where none is defined."""

import pytest

from checklists.agreement import NOTHING_TWICE, ONE_GRADE, TWO_MARKERS_ONLY, agreement
from checklists.chance import Coefficient, Marks
from tests.unit.checklists.agreement_data import C2, C3, G1, K1, K3, X1, from_table, rows

FIVE = range(1, 6)


def figures(marks, grades, names):
    found = agreement(marks, grades).coefficients()
    return [found[name].value for name in names.split()]


@pytest.mark.parametrize(
    ("marks", "grades", "names", "expected", "places"),
    [
        (K1, FIVE, "alpha_nominal alpha_ordinal alpha_interval", [0.743421, 0.815388, 0.849107], 6),
        (K3, (0, 1), "alpha_nominal", [0.095238], 6),
        (G1, FIVE, "ac1 ac2_linear ac2_quadratic alpha_nominal", [0.77544, 0.85874, 0.91400, 0.74342], 5),
        (from_table([[20, 20], [10, 50]]), (1, 2), "kappa", [0.34783], 5),
        (C2, (1, 2, 3), "kappa", [0.8013], 4),
        (C3, (1, 2, 3), "kappa kappa_linear kappa_quadratic", [0.9315, 0.9412, 0.9541], 4),
        (from_table([[20, 5], [10, 15]]), (1, 2), "kappa", [0.4], 4),
        (from_table([[45, 15], [25, 15]]), (1, 2), "kappa", [0.1304], 4),
        (from_table([[25, 35], [5, 35]]), (1, 2), "kappa", [0.2593], 4),
        (X1, (1, 2, 3, 4), "kappa kappa_quadratic alpha_ordinal", [-0.05263, 0, 0.01623], 5),
        (X1, (1, 2, 3, 4), "ac1 ac2_quadratic", [0.84259, 0.98071], 5),
    ],
    ids=["K1", "K3", "G1", "C1", "C2", "C3", "C5a", "C5b", "C5c", "X1", "X1-gwet"],
)
def test_published_vectors(marks, grades, names, expected, places):
    assert [round(value, places) for value in figures(marks, grades, names)] == expected


def test_g1_has_gwets_standard_error_and_percent_agreement():
    found = agreement(G1, FIVE)
    assert round(found.ac1.error, 5) == 0.14295
    assert [round(end, 5) for end in found.ac1.interval] == [0.46081, 1]
    assert round(found.exact.share, 5) == 0.81818


def test_x1_shares_and_counts():
    found = agreement(X1)
    assert (found.units, found.pairs, found.exact.share, found.within_one.share) == (20, 20, 0.85, 1.0)
    assert found.exact.sentence.startswith("17 of 20 (85%)")
    assert (found.notes, found.counts_only) == ((), False)


def test_e1_one_grade_throughout_is_said_and_not_a_number():
    found = agreement([[3] * 12, [3] * 12])
    undefined = [name for name, figure in found.coefficients().items() if figure.value is None]
    assert len(undefined) == 6
    assert all(name.startswith(("kappa", "alpha")) for name in undefined)
    assert found.notes == (ONE_GRADE,)
    assert "not defined: all one grade; exact agreement 100%" in ONE_GRADE
    assert (found.exact.share, found.ac1.value, found.ac1.interval) == (1.0, 1.0, None)


@pytest.mark.parametrize("marks", [rows("3 . 2", ". 4 ."), rows("3 2 1"), rows(". .", ". ."), []])
def test_e2_nothing_marked_twice(marks):
    found = agreement(marks)
    assert found.notes == (NOTHING_TWICE,)
    assert (found.units, found.pairs, found.exact.share, found.within_one.share) == (0, 0, None, None)
    assert {figure.value for figure in found.coefficients().values()} == {None}


def test_one_grade_twice_beside_other_grades_once():
    found = agreement(rows("3 3 3 1", "3 3 3 ."))
    assert found.alpha_ordinal == found.kappa == Coefficient()
    assert ONE_GRADE in found.notes


def test_two_different_grades_throughout_is_no_agreement_but_defined():
    assert figures([[2] * 10, [3] * 10], range(1, 5), "kappa kappa_quadratic") == [0, 0]


def test_kappa_is_for_two_markers():
    found = agreement(K1, FIVE)
    assert found.kappa == found.kappa_linear == found.kappa_quadratic == Coefficient()
    assert TWO_MARKERS_ONLY in found.notes


def test_under_ten_files_asks_for_counts_only():
    found = agreement(rows("3 3 2 4", "3 2 4 4"))
    assert found.counts_only
    assert found.notes == (
        (
            "only 4 double-marked files, fewer than 10: show counts, not figures. "
            "Of 4 pairs of marks 2 the same, 3 within one grade"
        ),
    )
    assert not agreement([[3, 2] * 5, [3, 1] * 5]).counts_only


def test_files_marked_once_are_told_of():
    assert agreement(K1, FIVE).notes[-1] == "1 file with one mark: only in the chance part of AC1 and AC2"


def test_several_pairs_on_a_file_have_no_interval():
    assert agreement(G1, FIVE).exact.low is None
    assert agreement(X1).exact.low is not None


@pytest.mark.parametrize(
    ("marks", "grades"), [([[1, 2], [1]], (1, 2)), ([[1, 5], [1, 1]], (1, 2, 3, 4)), ([[1], [1]], (1,))]
)
def test_refuses_what_is_no_table_of_marks(marks, grades):
    with pytest.raises(ValueError, match=r"mark|scale"):
        Marks(marks, grades)
