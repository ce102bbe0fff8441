"""What must hold of agreement for any marks at all, and beside other people's programs."""

import math
import random
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from checklists.agreement import agreement
from checklists.chance import Marks, Metric, Weights, cohen_kappa, krippendorff_alpha

GRADES = (1, 2, 3, 4)
MARK = st.sampled_from([None, *GRADES])
TWO_TO_FOUR = st.integers(2, 4)
# Exact fractions are slow; thirty tables of each law are seconds, not minutes.
FEW = settings(max_examples=30, deadline=None)


@st.composite
def tables(draw, marks=MARK, raters=TWO_TO_FOUR):
    files = draw(st.integers(1, 12))
    return [draw(st.lists(marks, min_size=files, max_size=files)) for _ in range(draw(raters))]


def values(rows):
    found = agreement(rows)
    shares = {"exact": found.exact.share, "within_one": found.within_one.share}
    return shares | {name: figure.value for name, figure in found.coefficients().items()}


def errors(rows):
    return [(figure.error, figure.degrees) for figure in agreement(rows).coefficients().values()]


@FEW
@given(tables(), st.randoms(use_true_random=False))
def test_order_of_markers_and_of_files_does_not_matter(rows, rng):
    markers = rng.sample(rows, len(rows))
    files = rng.sample(list(zip(*rows, strict=True)), len(rows[0]))
    shuffled = [list(row) for row in zip(*files, strict=True)]
    assert values(rows) == values(markers) == values(shuffled)
    assert errors(rows) == errors(markers) == errors(shuffled)


@FEW
@given(tables())
def test_a_file_without_a_mark_changes_nothing(rows):
    assert values([[*row, None] for row in rows]) == values(rows)


@FEW
@given(tables())
def test_bounds(rows):
    found = values(rows)
    for name, value in found.items():
        assert value is None or value <= 1, name
    assert found["kappa"] is None or found["kappa"] >= -1
    if found["exact"] is not None:
        assert 0 <= found["exact"] <= found["within_one"]
        assert found["ac1"] <= found["exact"]


@FEW
@given(st.lists(st.sampled_from(GRADES), min_size=2, max_size=20), st.integers(2, 4))
def test_perfect_agreement_is_one_or_not_defined(marks, raters):
    found = values([marks] * raters)
    undefined = {name for name, value in found.items() if value is None}
    assert {value for value in found.values() if value is not None} == {1.0}
    kappas = {"kappa", "kappa_linear", "kappa_quadratic"}
    alphas = {"alpha_nominal", "alpha_ordinal", "alpha_interval"}
    assert undefined == (kappas if raters > 2 else set()) | (
        kappas | alphas if len(set(marks)) == 1 else set()
    )


@FEW
@given(tables())
def test_the_ends_of_the_scale_may_be_swapped(rows):
    mirrored = [[mark and 5 - mark for mark in row] for row in rows]
    assert values(mirrored) == pytest.approx(values(rows))


@FEW
@given(tables())
def test_intervals_hold_their_figure(rows):
    for name, figure in agreement(rows).coefficients().items():
        if figure.interval:
            low, high = figure.interval
            assert low <= figure.value <= high, name


@FEW
@given(tables(marks=st.sampled_from(GRADES), raters=st.just(2)))
def test_alpha_is_kappa_like_for_complete_marks(rows):
    """With no mark missing, nominal alpha is Fleiss' kappa corrected for n: statsmodels has that one."""
    counts = [[Counter(file)[grade] for grade in GRADES] for file in zip(*rows, strict=True)]
    n = 2 * len(counts)
    found = krippendorff_alpha(Marks(rows, GRADES), Metric.NOMINAL).value
    assume(found is not None)
    assert found == pytest.approx(1 - (1 - fleiss_kappa(np.array(counts))) * (n - 1) / n, abs=1e-6)


def random_marks(rng):
    """Marks that agree more or less, now and then of few grades only."""
    known = rng.sample(GRADES, rng.choice([2, 3, 4]))
    first = rng.choices(known, k=rng.randint(5, 60))
    loyalty = rng.random()
    return first, [mark if rng.random() < loyalty else rng.choice(known) for mark in first]


def by_statsmodels(first, second, weights):
    counted = Counter(zip(first, second, strict=True))
    table = np.array([counted[cell] for cell in product(GRADES, GRADES)], dtype=float).reshape(4, 4)
    with np.errstate(all="ignore"):  # it divides by nothing on the way, for a test we do not ask for
        return cohens_kappa(table, wt=weights)


def test_kappa_is_that_of_scikit_learn_and_statsmodels_on_a_thousand_tables():
    rng = random.Random(20261122)  # noqa: S311  # no secret
    theirs = {Weights.IDENTITY: None, Weights.LINEAR: "linear", Weights.QUADRATIC: "quadratic"}
    for _ in range(1000):
        first, second = random_marks(rng)
        weights = rng.choice(list(Weights))
        ours = cohen_kappa(Marks([first, second], GRADES), weights)
        if ours.value is None:
            assert len({*first, *second}) == 1
            continue
        learned = cohen_kappa_score(first, second, labels=GRADES, weights=theirs[weights])
        modelled = by_statsmodels(first, second, theirs[weights])
        assert ours.value == pytest.approx(learned, abs=1e-6)
        assert ours.value == pytest.approx(modelled.kappa, abs=1e-6)
        # Squared: theirs is a root of a rounding error, or of less than nothing, where ours is 0.
        assert math.isclose(ours.error**2, modelled.var_kappa, abs_tol=1e-9)
