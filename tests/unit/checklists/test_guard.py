"""docs/audits.md R2 and R3: what keeps a draft from being submitted."""

import pytest

from checklists.domain import Answer
from checklists.good_help import Ticks
from checklists.guard import Given, Submission, problems
from tests.unit.checklists.answers import FULL

KEYS = (*FULL.item_keys(), *FULL.principle_keys())
FINE = {key: Given(Answer.THREE, evidence="page 2") for key in KEYS}


def fields(unsafe_child="no", **changes):
    given = FINE | changes
    return [problem.field for problem in problems(FULL, Submission(given, unsafe_child))]


def test_complete_answers_have_no_problem():
    assert fields() == []


def test_an_empty_form_names_the_first_question_and_everything_asked():
    found = [problem.field for problem in problems(FULL, Submission())]
    assert found == ["unsafe_child", *KEYS]


@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_the_first_question_must_be_answered(answer):
    assert fields(unsafe_child=answer) == ["unsafe_child"]


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        # Evidence: always-items, and every 1, NE and 4.
        ("A1", Given(Answer.THREE), ["A1-evidence"]),
        ("A1", Given(Answer.THREE, evidence="  "), ["A1-evidence"]),
        ("A2", Given(Answer.THREE), []),
        ("A2", Given(Answer.TWO), []),
        ("A2", Given(Answer.FOUR), ["A2-evidence"]),
        ("A2", Given(Answer.ONE), ["A2-evidence"]),
        ("A2", Given(Answer.NOT_EVIDENCED), ["A2-evidence"]),
        ("A2", Given(Answer.NOT_ASKED), []),
        ("GH1", Given(Answer.THREE, evidence=" "), ["GH1-evidence"]),
        # Not applicable: only with a listed reason, and with words where it asks for them.
        ("A1", Given(Answer.NOT_APPLICABLE, na_reason="other", na_text="x"), ["A1"]),
        ("C1", Given(Answer.NOT_APPLICABLE, na_reason="unborn_child_only"), []),
        ("C1", Given(Answer.NOT_APPLICABLE, na_reason="other", na_text="x"), ["C1-reason"]),
        ("H2", Given(Answer.NOT_APPLICABLE), ["H2-reason"]),
        ("H2", Given(Answer.NOT_APPLICABLE, na_reason="still_open"), []),
        ("H2", Given(Answer.NOT_APPLICABLE, na_reason="other"), ["H2-reason-text"]),
        ("H2", Given(Answer.NOT_APPLICABLE, na_reason="other", na_text="Moved away"), []),
        ("GH1", Given(Answer.NOT_APPLICABLE), ["GH1"]),
        ("GH5", Given(Answer.NOT_APPLICABLE, na_reason="does_not_apply"), ["GH5-reason-text"]),
        # Critical-safety items at 1 or 2 say what was done now; quality items need not.
        ("D4", Given(Answer.TWO, evidence="x"), ["D4-done-now"]),
        ("D4", Given(Answer.ONE, evidence="x"), ["D4-done-now"]),
        ("D4", Given(Answer.NOT_EVIDENCED, evidence="x"), ["D4-done-now"]),
        ("D4", Given(Answer.TWO, evidence="x", done_now="Told the duty lead"), []),
        ("D4", Given(Answer.ONE), ["D4-evidence", "D4-done-now"]),
        ("G1", Given(Answer.ONE, evidence="x"), []),
        # A grade far from the ticks says why.
        ("GH1", Given(Answer.TWO, evidence="x", ticks=Ticks(4, 0, 4, 0)), ["GH1-why"]),
        ("GH1", Given(Answer.TWO, evidence="x", ticks=Ticks(4, 0, 4, 0), why="Only on paper"), []),
        ("GH1", Given(Answer.NOT_ASKED), []),
    ],
)
def test_each_rule_names_its_field(key, given, expected):
    assert fields(**{key: given}) == expected
