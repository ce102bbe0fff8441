"""`flask stats`: the contract that other people's scripts rely on."""

import json

import pytest
from click.testing import CliRunner

from portal.shell.commands import stats


def run(*words):
    return CliRunner().invoke(stats, [str(word) for word in words])


def said(*words):
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_proportion():
    found = said("proportion", 81, 263)
    assert list(found) == ["share", "low", "high", "n", "sentence"]
    assert (round(found["low"], 4), round(found["high"], 4), found["n"]) == (0.2553, 0.3662, 263)


def test_proportion_of_a_population():
    found = said("proportion", 13, 20, "--population", 60)
    assert (round(found["low"], 4), round(found["high"], 4)) == (0.4699, 0.7955)
    assert "all 60" in found["sentence"]


def test_difference():
    found = said("difference", 9, 12, 3, 10)
    assert list(found) == ["difference", "low", "high", "sentence"]
    assert (round(found["low"], 4), round(found["high"], 4)) == (0.0357, 0.7008)
    assert found["sentence"].startswith("improved: 75% (n = 12) against 30% (n = 10)")


@pytest.mark.parametrize("words", [("proportion", 0, 0), ("difference", 0, 0, 1, 2)])
def test_nothing_to_count_is_null_and_said(words):
    found = said(*words)
    assert (found["low"], found["high"]) == (None, None)
    assert "no cases" in found["sentence"].casefold()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("proportion", 3, 2), "3 of 2 is not a share"),
        (("proportion", 3, 20, "--population", 10), "20 cannot be drawn from 10"),
        (("difference", 3, 2, 1, 2), "3 of 2 is not a share"),
        (("proportion", "x", 2), "not a valid integer"),
        (("proportion", 1), "Missing argument"),
    ],
)
def test_impossible_counts_are_refused(words, reason):
    result = run(*words)
    assert result.exit_code == 2
    assert reason in result.output
