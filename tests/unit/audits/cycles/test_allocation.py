"""docs/audits.md 4.3 and the vectors AL1, AL2, AL5 and AL7 of 5.4."""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.cycles.allocation import (
    Allocation,
    Auditor,
    Case,
    Conflict,
    Plan,
    PlanInvalid,
    allocate,
    digest,
)

CASE_AGENCIES = {
    "F01": "YAS",
    "F02": "YAS",
    "F03": "Health",
    "F04": "Health",
    "F05": "School1",
    "F06": "School2",
    "F07": "LATwest",
    "F08": "LATwest",
    "F09": "YAS",
    "F10": "School1",
}


def a_plan(auditors, references, **more):
    """Cases may say how many marks: `a_plan({"A": 1}, ["F1*2"])`."""
    cases = []
    for text in references:
        reference, _, marks = text.partition("*")
        cases.append(Case(reference, int(marks or 1)))
    return Plan(tuple(Auditor(*pair) for pair in auditors.items()), tuple(cases), **more)


def a_matrix(rows):
    auditors = {f"W{number}": 1 for number in range(len(rows))}
    tasks = [f"T{number}" for number in range(len(rows[0]))]
    costs = {(f"W{i}", f"T{j}"): cost for i, row in enumerate(rows) for j, cost in enumerate(row)}
    return a_plan(auditors, tasks, costs=costs)


def a_plan_by_agency(auditors):
    """`auditors` maps id to (agency, capacity); the same agency is a hard conflict."""
    conflicts = tuple(
        Conflict(auditor, reference, "same agency")
        for auditor, (agency, _) in auditors.items()
        for reference, other in CASE_AGENCIES.items()
        if agency == other
    )
    capacities = {auditor: capacity for auditor, (_, capacity) in auditors.items()}
    return a_plan(capacities, CASE_AGENCIES, conflicts=conflicts)


def slots(allocation):
    return {(slot.auditor, slot.reference) for slot in allocation.slots}


def test_al1():
    allocation = allocate(a_matrix([[4, 1, 3], [2, 0, 5], [3, 2, 2]]))
    assert allocation.cost == 5
    assert slots(allocation) == {("W0", "T1"), ("W1", "T0"), ("W2", "T2")}


def test_al2():
    rows = [
        [90, 80, 75, 70],
        [35, 85, 55, 65],
        [125, 95, 90, 95],
        [45, 110, 95, 115],
        [50, 100, 90, 100],
    ]
    assert allocate(a_matrix(rows)).cost == 265


def test_al5():
    plan = a_plan_by_agency(
        {"A1": ("YAS", 3), "A2": ("YAS", 3), "B1": ("Health", 2), "C1": ("School1", 2), "D1": ("LATwest", 4)}
    )
    allocation = allocate(plan)
    assert (allocation.max_ratio, allocation.max_load) == (1, 2)
    assert not allocation.impossible
    assert len(slots(allocation)) == 10
    assert not slots(allocation) & {(conflict.auditor, conflict.reference) for conflict in plan.conflicts}


def test_al7():
    allocation = allocate(a_plan_by_agency({"A1": ("YAS", 4), "A2": ("YAS", 4)}))
    assert [case.reference for case in allocation.impossible] == ["F01", "F02", "F09"]
    for case in allocation.impossible:
        assert [(bar.auditor, bar.rule) for bar in case.barred] == [
            ("A1", "same agency"),
            ("A2", "same agency"),
        ]
    assert len(allocation.slots) == 7
    assert allocation.max_load == 4


def test_a_second_marker_is_another_auditor():
    allocation = allocate(a_plan({"A": 5, "B": 5, "C": 5}, ["F1*2", "F2*2", "F3"]))
    assert sorted(slot.reference for slot in allocation.slots) == ["F1", "F1", "F2", "F2", "F3"]
    assert len(slots(allocation)) == 5
    assert allocation.max_load == 2


def test_an_empty_second_mark_says_who_could_and_how():
    plan = a_plan({"A": 2, "B": 0}, ["F1*2"], conflicts=())
    (case,) = allocate(plan).impossible
    assert case.empty == 1
    assert [(bar.auditor, bar.rule) for bar in case.barred] == [
        ("A", "already marks this case"),
        ("B", "no capacity left"),
    ]
    assert case.ways_out[0] == "Raise the capacity of B"


def test_a_hard_rule_is_never_offered_up_and_a_soft_one_is():
    hard = a_plan({"A": 1}, ["F1"], conflicts=(Conflict("A", "F1", "was lead practitioner"),))
    soft = a_plan({"A": 1}, ["F1"], conflicts=(Conflict("A", "F1", "same agency"),))
    last = ("Replace F1 with the next on its reserve list", "Ask a partner authority to mark F1")
    assert allocate(hard).impossible[0].ways_out == last
    assert allocate(soft).impossible[0].ways_out == ("Relax the soft rule “same agency” for A", *last)


def test_pins_stay_and_count():
    plan = a_plan({"A": 2, "B": 2}, ["F1", "F2*2"], pins=(("A", "F1"),), costs={("A", "F1"): 9})
    allocation = allocate(plan)
    assert slots(allocation) == {("A", "F1"), ("A", "F2"), ("B", "F2")}
    assert (allocation.cost, allocation.max_load) == (9, 2)


def test_a_pin_fills_room_that_others_would_cost_less_in():
    plan = a_plan(
        {"A": 2, "B": 2}, ["F1", "F2", "F3"], pins=(("A", "F1"),), costs={("B", "F2"): 5, ("B", "F3"): 5}
    )
    allocation = allocate(plan)
    assert (allocation.max_ratio, allocation.max_load, allocation.cost) == (1, 2, 5)


def test_load_is_shared_by_capacity_before_it_costs_less():
    plan = a_plan({"A": 4, "B": 2}, ["F1", "F2", "F3"], costs={("A", f"F{n}"): 5 for n in (1, 2, 3)})
    allocation = allocate(plan)
    assert (allocation.max_ratio, allocation.max_load, allocation.cost) == (Fraction(1, 2), 2, 10)


def test_nobody_and_nothing():
    empty = Allocation((), Fraction(0), 0, 0, ())
    assert allocate(Plan((), ())) == empty
    assert allocate(a_plan({"A": 3}, [])) == empty
    assert [case.reference for case in allocate(a_plan({}, ["F1"])).impossible] == ["F1"]


@pytest.mark.parametrize(
    "plan",
    [
        Plan((Auditor("A", 1), Auditor("A", 1)), ()),
        Plan((), (Case("F1"), Case("F1"))),
        a_plan({"A": -1}, []),
        a_plan({"A": 1}, ["F1*0"]),
        a_plan({"A": 1}, ["F1"], conflicts=(Conflict("Z", "F1", "x"),)),
        a_plan({"A": 1}, ["F1"], costs={("A", "F9"): 1}),
        a_plan({"A": 1}, ["F1"], costs={("A", "F1"): -1}),
        a_plan({"A": 1}, ["F1"], pins=(("A", "F1"),), conflicts=(Conflict("A", "F1", "x"),)),
        a_plan({"A": 1}, ["F1", "F2"], pins=(("A", "F1"), ("A", "F2"))),
        a_plan({"A": 2, "B": 2}, ["F1"], pins=(("A", "F1"), ("B", "F1"))),
        a_plan({"A": 2}, ["F1*2"], pins=(("A", "F1"), ("A", "F1"))),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(plan):
    with pytest.raises(PlanInvalid):
        allocate(plan)


def best_by_trying_all(plan):
    """Every possible set of pairs, judged by the aims in their order."""
    barred = {(conflict.auditor, conflict.reference) for conflict in plan.conflicts}
    names = [auditor.id for auditor in plan.auditors]
    capacities = {auditor.id: auditor.capacity for auditor in plan.auditors}
    ways = [
        [team for size in range(case.marks + 1) for team in combinations(names, size)] for case in plan.cases
    ]
    judged = []
    for teams in product(*ways):
        pairs = {(who, case.reference) for case, team in zip(plan.cases, teams, strict=True) for who in team}
        loads = {name: sum(who == name for who, _ in pairs) for name in names}
        if pairs & barred or any(loads[name] > capacities[name] for name in names):
            continue
        ratio = max((Fraction(loads[name], capacities[name]) for name in names if loads[name]), default=0)
        cost = sum(plan.cost_of(*pair) for pair in pairs)
        ties = sorted(digest(*pair) for pair in pairs)
        judged.append((-len(pairs), ratio, max(loads.values(), default=0), cost, ties, pairs))
    return min(judged)


@st.composite
def small_plans(draw):
    auditors = tuple(Auditor(f"A{n}", draw(st.integers(0, 3))) for n in range(draw(st.integers(1, 3))))
    cases = tuple(Case(f"F{n}", draw(st.integers(1, 2))) for n in range(draw(st.integers(1, 4))))
    pairs = [(auditor.id, case.reference) for auditor in auditors for case in cases]
    conflicts = tuple(Conflict(*pair, "rule") for pair in pairs if draw(st.integers(0, 3)) == 0)
    costs = {pair: draw(st.integers(0, 3)) for pair in pairs}
    return Plan(auditors, cases, conflicts, costs)


@settings(max_examples=150, deadline=None)
@given(small_plans())
def test_agrees_with_trying_everything(plan):
    filled, ratio, load, cost, _, pairs = best_by_trying_all(plan)
    allocation = allocate(plan)
    assert (-len(allocation.slots), allocation.max_ratio, allocation.max_load) == (filled, ratio, load)
    assert allocation.cost == cost
    assert slots(allocation) == pairs
