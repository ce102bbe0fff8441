"""docs/audits.md R16: profile, index, headline, and the grade that ticks suggest."""

from fractions import Fraction

import pytest

from checklists.domain import Answer
from checklists.good_help import Ticks, asks_why, score_principles, suggested_grade
from tests.unit.checklists.answers import FULL

RULES = FULL.rules.good_help


def graded(*answers):
    return score_principles(FULL, dict(zip(FULL.principle_keys(), map(Answer, answers), strict=True)))


@pytest.mark.parametrize(
    ("answers", "index", "headline"),
    [
        ("4 4 4 4 4 4 4", "4", 4),
        ("4 4 4 4 4 4 3", "27/7", 4),
        ("4 4 4 4 4 4 2", "26/7", 3),
        ("4 4 4 4 4 4 1", "25/7", 2),
        ("4 4 4 4 4 4 NE", "25/7", 2),
        ("2 2 2 2 2 2 2", "2", 2),
        ("1 1 1 1 1 1 1", "1", 1),
        ("3 3 3 3 3 NA NA", "3", 3),
        ("3 3 3 3 NA NA blank", None, None),
    ],
)
def test_index_and_headline(answers, index, headline):
    scored = graded(*answers.split())
    assert scored.index == (None if index is None else Fraction(index))
    assert scored.headline == headline


def test_the_profile_keeps_every_grade_as_given():
    profile = graded("4", "3", "2", "1", "NE", "NA", "blank").profile
    assert [score.grade for score in profile] == [4, 3, 2, 1, 1, None, None]


@pytest.mark.parametrize(
    ("seen", "partly", "poor", "grade"),
    [
        (4, 0, 0, 4),
        (3, 1, 0, 4),
        (3, 0, 0, 3),
        (2, 1, 0, 3),
        (4, 0, 1, 3),
        (3, 1, 1, 3),
        (3, 0, 1, 2),
        (1, 1, 0, 2),
        (4, 0, 2, 2),
        (1, 0, 0, 1),
        (0, 0, 1, 1),
        (0, 0, 0, None),
    ],
)
def test_ticks_suggest_a_grade(seen, partly, poor, grade):
    assert suggested_grade(Ticks(seen, partly, asked=4, poor=poor), RULES) == grade


@pytest.mark.parametrize(
    ("answer", "asks"),
    [("4", False), ("3", False), ("2", True), ("NE", True), ("NA", False), ("blank", False)],
)
def test_far_from_the_suggestion_asks_why(answer, asks):
    assert asks_why(Answer(answer), Ticks(4, 0, 4, 0), RULES) is asks


def test_without_ticks_nothing_is_asked():
    assert not asks_why(Answer.FOUR, Ticks(0, 0, 4, 0), RULES)
