"""docs/audits.md R1, R4 to R10 and R14, one by one, and what must hold for any answers."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.domain import Answer
from checklists.scoring import band_of, index_of, score, shown_mean
from tests.unit.checklists.answers import DIP, FULL, all_at, items_of

BANDS = FULL.rules.bands
ANSWERS = [Answer.FOUR, Answer.THREE, Answer.TWO, Answer.ONE, Answer.NOT_EVIDENCED, Answer.NOT_APPLICABLE]
any_answers = st.fixed_dictionaries({key: st.sampled_from(ANSWERS) for key in FULL.item_keys()})


@pytest.mark.parametrize(
    ("mean", "grade"),
    [("7/2", 4), ("349/100", 3), ("5/2", 3), ("249/100", 2), ("3/2", 2), ("149/100", 1), ("1", 1)],
)
def test_bands_are_cut_on_the_exact_fraction(mean, grade):
    assert band_of(Fraction(mean), BANDS) == grade


@pytest.mark.parametrize(
    ("item", "answer", "cap"),
    [
        ("D4", "1", 1),
        ("D4", "NE", 1),
        ("D4", "2", 2),
        ("D4", "3", None),
        ("C1", "1", 2),
        ("C1", "NE", 2),
        ("C1", "2", 3),
        ("C1", "3", None),
        ("C1", "NA", None),
        ("C2", "1", None),
    ],
)
def test_critical_items_cap_section_and_overall(item, answer, cap):
    scored = score(FULL, all_at(4, **{item: answer}))
    section = next(section for section in scored.sections if section.key == item[0])
    for result in (scored, section.result):
        assert [found.cap for found in result.caps if found.rule == "R6"] == ([cap] if cap else [])
    assert scored.grade == (cap or 4)


@pytest.mark.parametrize(
    ("low", "caps", "grade"),
    [
        ({"I": 2}, [3], 3),
        ({"I": 2, "E": 2}, [3], 3),
        ({"I": 2, "E": 2, "A": 2}, [2, 3], 2),
        ({"I": 1}, [2, 3], 2),
        ({"I": 1, "E": 1}, [1, 2, 3], 1),
    ],
)
def test_weak_sections_limit_the_whole(low, caps, grade):
    uncritical = dict.fromkeys(("A1", "B1", "C1", "D4", "G1"), "NA")
    others = {key: value for section, value in low.items() for key in items_of(FULL, section)}
    scored = score(FULL, all_at(4, **(others | uncritical)))
    assert [cap.cap for cap in scored.caps] == caps
    assert scored.grade == grade


def test_a_limit_counts_the_capped_grade_of_a_section():
    scored = score(FULL, all_at(4, D4=1))
    assert [cap.clause for cap in scored.caps if cap.rule == "R9"] == [
        "one section at 1",
        "one or more sections at 2 or below",
    ]


def test_half_of_the_weight_is_not_thin():
    # A1 weighs 3 of 7; A2 and A3 weigh 4 of 7.
    assert [s.key for s in score(FULL, all_at(3, A2="NA", A3="NA")).sections if s.thin] == ["A"]
    assert not score(FULL, all_at(3, A1="NA")).thin_sections
    assert not score(FULL, all_at(3, I1="NA")).thin_sections  # 2 of 4: exactly a half


def test_two_thirds_of_the_sections_are_enough_and_fewer_are_not():
    six = dict.fromkeys(items_of(FULL, "B", "I", "G"), "NA")
    assert score(FULL, all_at(3, **six)).grade == 3
    five = six | dict.fromkeys(items_of(FULL, "A"), "NA")
    assert score(FULL, all_at(3, **five)).grade is None


def test_three_fifths_of_the_weight_are_enough_and_less_is_not():
    # Nine sections stay graded; of the weight of 68, 41 is just enough and 40 is not.
    left_out = ["A2", "A3", "B3", "C2", "C3", "D1", "D2", "D5", "E1", "E2", "F1", "F2"]
    assert score(FULL, all_at(3, **dict.fromkeys(left_out, "NA"))).valued_weight == 68 - 27
    assert score(FULL, all_at(3, **dict.fromkeys(left_out, "NA"))).grade == 3
    assert score(FULL, all_at(3, **dict.fromkeys([*left_out, "F4"], "NA"))).grade is None


def test_exactly_three_fifths_of_the_weight_are_enough():
    left_out = dict.fromkeys(["A1", "C2", "D3", "E2", "I1"], "NA")
    scored = score(DIP, all_at(3, DIP, **left_out))
    assert Fraction(scored.valued_weight, scored.asked_weight) == DIP.rules.weight_needed
    assert scored.grade == 3


def test_blank_counts_as_asked_and_not_asked_does_not():
    blank = score(FULL, all_at(3, **dict.fromkeys(items_of(FULL, "H"), "blank")))
    hidden = score(FULL, all_at(3, **dict.fromkeys(items_of(FULL, "H"), "not_asked")))
    assert (blank.asked_weight, len(blank.sections)) == (68, 9)
    assert (hidden.asked_weight, len(hidden.sections)) == (61, 8)
    assert score(FULL, {}).grade is None


def test_insufficient_evidence_still_shows_its_caps():
    scored = score(FULL, all_at(3, D4=1, **dict.fromkeys(items_of(FULL, *"EFGH"), "NA")))
    assert scored.grade is None
    assert scored.caps[0].name == "R6 D4"
    assert scored.bound_by == ()


def test_the_numbers_belong_to_the_version():
    stricter = replace(FULL.bank.rules, bands=(replace(BANDS[0], at_least=Fraction(3)), *BANDS[1:]))
    form = replace(FULL, bank=replace(FULL.bank, rules=stricter))
    assert score(form, all_at(3)).grade == 4


@pytest.mark.parametrize(
    ("mean", "shown"),
    [
        ("111/38", "2.92"),
        ("3", "3.00"),
        ("2005/1000", "2.01"),
        ("34999/10000", "3.49"),
        ("2495/1000", "2.49"),
        ("14951/10000", "1.49"),
        ("35/10", "3.50"),
    ],
)
def test_a_shown_mean_never_reaches_a_line_it_is_below(mean, shown):
    assert shown_mean(Fraction(mean), BANDS) == shown


def test_the_index_is_half_up():
    assert [index_of(Fraction(n)) for n in ("1", "4", "1015/1000", "1045/1000")] == [0, 100, 1, 2]


RISES = {Answer.NOT_EVIDENCED: Answer.TWO, Answer.ONE: Answer.TWO, Answer.TWO: Answer.THREE}


@given(any_answers, st.sampled_from(FULL.item_keys()))
def test_raising_an_answer_never_lowers_a_grade(answers, key):
    raised = answers | {key: RISES.get(answers[key], Answer.FOUR)}
    if answers[key] is Answer.NOT_APPLICABLE:
        return
    before, after = score(FULL, answers), score(FULL, raised)
    assert (after.grade or 0) >= (before.grade or 0)
    for old, new in zip(before.sections, after.sections, strict=True):
        assert (new.grade or 0) >= (old.grade or 0)


@given(any_answers, st.sampled_from(FULL.item_keys()))
def test_not_applicable_changes_no_other_section(answers, key):
    before = score(FULL, answers)
    after = score(FULL, answers | {key: Answer.NOT_APPLICABLE})
    assert [s for s in before.sections if s.key != key[0]] == [s for s in after.sections if s.key != key[0]]


@given(any_answers)
def test_a_grade_is_the_lowest_of_band_and_caps(answers):
    scored = score(FULL, answers)
    if scored.result is not None:
        assert scored.grade == min([scored.band, *(cap.cap for cap in scored.caps)])
        assert bool(scored.bound_by) == (scored.grade < scored.band)
        assert 0 <= scored.index <= 100


def test_a_section_that_a_form_does_not_ask_is_not_there():
    first, *others = FULL.bank.sections
    hidden = replace(first, items=tuple(replace(item, forms=()) for item in first.items))
    form = replace(FULL.bank, sections=(hidden, *others)).form(FULL.kind)
    assert [section.key for section in form.sections] == list("BCDEFGHI")


def test_the_dip_form_asks_twelve_items_of_the_same_bank():
    assert len(DIP.item_keys()) == 12
    assert set(DIP.item_keys()) < set(FULL.item_keys())
