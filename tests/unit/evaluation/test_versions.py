"""What answers to different versions of the questions come to together."""

from __future__ import annotations

from training.evaluation.domain import (
    NEWEST_SHIPPED,
    OF_LEARNERS,
    SHIPPED,
    EvaluationForm,
    Questionnaire,
    Statement,
    findings,
    overall,
    read_statements,
    read_texts,
    texts,
    written,
)
from training.evaluation.domain.views import Answer

BEFORE, AFTER, LATER = OF_LEARNERS
ONE = Statement("one", "I can", "No", "Yes", frozenset({BEFORE, AFTER}))
# The same key with other words: only the words count.
REWORDED = Statement("one", "I really can", "No", "Yes", frozenset({BEFORE, AFTER}))
TWO = Statement("two", "I did", "No", "Yes", frozenset({AFTER, LATER}))
VERSIONS = {
    3: Questionnaire(3, (ONE, TWO), NEWEST_SHIPPED.texts),
    4: Questionnaire(4, (REWORDED, TWO), NEWEST_SHIPPED.texts),
}


def answer(key, form, version=3, **ratings):
    given = {"event_id": version, "pair_key": key, "form": form, "version": version, "kind": None}
    return Answer(**given, ratings=ratings, comments=f"Said in {version}")


def people(version, before, after, count=5):
    return [
        one
        for turn in range(count)
        for one in (
            answer(10 * version + turn, BEFORE, version, one=before),
            answer(10 * version + turn, AFTER, version, one=after, two=1),
        )
    ]


def test_a_change_is_reckoned_only_of_statements_on_both_forms():
    """The second is asked after alone of these two: low as it is, confidence rose by two points."""
    assert overall(people(3, 2, 4), VERSIONS)[BEFORE, AFTER].mean == 2


def test_nobody_has_changed_where_no_statement_is_on_both():
    asked = [
        answer(turn, form, one=3) if form is BEFORE else answer(turn, form, two=3)
        for turn in range(5)
        for form in (BEFORE, LATER)
    ]
    assert (BEFORE, LATER) not in overall(asked, VERSIONS)


def test_statements_of_other_words_are_not_put_together_whatever_their_key():
    found = findings([*people(3, 1, 1), *people(4, 5, 5)], VERSIONS)
    said = {one.statement.text: (one.spreads[AFTER].n, one.spreads[AFTER].mean, one.only_in) for one in found}
    assert said == {"I can": (5, 1, "3"), "I really can": (5, 5, "4"), "I did": (10, 1, "")}


def test_of_one_version_nothing_is_said_to_be_missing():
    assert {one.only_in for one in findings(people(3, 1, 1), VERSIONS)} == {""}


def test_the_same_words_on_another_form_are_the_same_statement():
    later_too = Statement("one", "I can", "No", "Yes", frozenset(OF_LEARNERS))
    versions = VERSIONS | {4: Questionnaire(4, (later_too,), NEWEST_SHIPPED.texts)}
    (one, _) = findings([*people(3, 1, 1), *people(4, 5, 5)], versions)
    assert one.spreads[BEFORE].n == 10


def test_words_stand_under_what_they_answered():
    labels = NEWEST_SHIPPED.texts[AFTER]
    other = {**NEWEST_SHIPPED.texts, AFTER: type(labels)("Why?", "And?")}
    versions = VERSIONS | {4: Questionnaire(4, (TWO,), other)}
    said = texts([answer(1, AFTER, 3, two=1), answer(2, AFTER, 4, two=1)], versions)
    assert said == {(AFTER, labels.comments): ["Said in 3"], (AFTER, "And?"): ["Said in 4"]}


def test_a_version_is_read_as_it_was_written():
    statements, labels = written(NEWEST_SHIPPED)
    assert read_statements(statements) == NEWEST_SHIPPED.statements
    assert [one.forms for one in read_statements(statements)] == [
        one.forms for one in NEWEST_SHIPPED.statements
    ]
    assert read_texts(labels) == NEWEST_SHIPPED.texts


def test_every_version_that_ships_asks_managers_two_questions():
    assert {len(one.asked_on(EvaluationForm.MANAGER)) for one in SHIPPED.values()} == {2}
