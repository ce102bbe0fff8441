"""Answers as they came, and when two marks of one assessment agree (docs/audits.md 4.2)."""

from __future__ import annotations

import pytest

from audits.marking.domain import HoldReason, MarkGiven, agreement, count_ticks, read_answer
from checklists.domain import Answer, FormKind
from checklists.versions import shipped_form

FORM = shipped_form(FormKind.FULL)


def answers(**given):
    return {key: Answer(given.get(key, "3")) for key in FORM.item_keys()}


@pytest.mark.parametrize(
    ("word", "answer"),
    [("4", Answer.FOUR), ("NE", Answer.NOT_EVIDENCED), ("NA", Answer.NOT_APPLICABLE), ("", Answer.BLANK)]
    + [(word, Answer.BLANK) for word in ("5", "not_asked", "three", " 3")],
)
def test_a_word_that_is_no_answer_is_blank(word, answer):
    assert read_answer(word) is answer


def test_counts_ticks_and_ignores_those_for_indicators_there_are_not():
    principle = FORM.principles[0]
    ticks = count_ticks({"good": ["seen", "partly", "", "seen", "seen"], "poor": [0, 0, 9, "x"]}, principle)
    assert (ticks.seen, ticks.partly, ticks.asked, ticks.poor) == (2, 1, 4, 1)


def test_a_mark_is_empty_until_something_is_put_down():
    assert MarkGiven(key="A1").is_empty
    assert not MarkGiven(key="A1", evidence="page 3").is_empty


class TestAgreement:
    def test_equal_grades_and_items_one_apart_agree(self):
        assert agreement((3, 3), (answers(), answers(A2="2", B2="4"))) is None

    def test_different_grades_do_not(self):
        assert agreement((3, 2), (answers(), answers())) is HoldReason.GRADES_DIFFER

    def test_an_item_two_apart_does_not(self):
        assert agreement((3, 3), (answers(B2="4"), answers(B2="2"))) is HoldReason.ITEMS_FAR_APART

    def test_not_evidenced_counts_as_one(self):
        assert agreement((3, 3), (answers(), answers(B2="NE"))) is HoldReason.ITEMS_FAR_APART

    def test_not_applicable_is_not_far_from_anything(self):
        assert agreement((3, 3), (answers(B2="4"), answers(B2="NA"))) is None

    @pytest.mark.parametrize("grades", [(None, 3), (3, None), (None, None)])
    def test_without_a_grade_nothing_is_agreed(self, grades):
        assert agreement(grades, (answers(), answers())) is HoldReason.NOT_ENOUGH_EVIDENCE
