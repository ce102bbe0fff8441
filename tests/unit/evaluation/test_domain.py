from __future__ import annotations

import pytest

from training.evaluation.domain import STATEMENTS, Secrecy, confidence_gain, distributions


def test_counts_each_rating_of_each_statement():
    found = distributions([{"useful": 5, "clear": 1}, {"useful": 5}, {"useful": 2}])
    useful = next(one for one in found if one.statement.key == "useful")
    assert useful.counts == {1: 0, 2: 1, 3: 0, 4: 0, 5: 2}
    assert (useful.n, useful.mean) == (3, 4.0)
    assert next(one for one in found if one.statement.key == "clear").n == 1


def test_counts_nothing_that_is_no_rating():
    assert all(one.n == 0 and one.mean is None for one in distributions([{"useful": 9, "old": 3}]))


def test_confidence_gain_needs_both_ratings():
    answers = [
        {"confidence_before": 2, "confidence_after": 5},
        {"confidence_before": 4, "confidence_after": 4},
        {"confidence_before": 1},
    ]
    assert confidence_gain(answers) == 1.5
    assert confidence_gain([{"confidence_before": 1}]) is None


def test_statement_keys_are_unique():
    assert len({one.key for one in STATEMENTS}) == len(STATEMENTS)


@pytest.mark.parametrize(("answers", "shown"), [(0, False), (4, False), (5, True)])
def test_groups_under_five_are_hidden(answers, shown):
    assert Secrecy().may_show(answers) is shown
