"""Hard conflicts by person id, and what is only better avoided (docs/audits.md 4.3)."""

from datetime import date

import pytest

from audits.cycles import conflicts
from audits.cycles.allocation import allocate
from audits.cycles.conflicts import Held, SampledCase, Worker, bars, plan_of, rules_against
from audits.cycles.domain import NEXT_STATES, CycleState, Scope
from audits.register.domain import LinkKind
from portal.kernel.months import months_later

ANN, LEE = 1, 2
NHS, SCHOOL, OTHER_SCHOOL = 10, 20, 21


def a_case(**given):
    made = {
        "item_id": 5,
        "reference": "F1",
        "marks": 1,
        "agency_id": NHS,
        "setting_id": None,
        "lead": Worker(LEE),
    }
    return SampledCase(**made | given)


@pytest.mark.parametrize(
    ("auditor", "case", "rule"),
    [
        (Worker(LEE), a_case(), conflicts.LED),
        (Worker(ANN), a_case(lead=Worker(LEE, managers=frozenset({ANN}))), conflicts.MANAGES),
        (Worker(ANN, managers=frozenset({LEE})), a_case(), conflicts.MANAGED),
        (Worker(ANN, settings=frozenset({SCHOOL})), a_case(setting_id=SCHOOL), conflicts.SAME_SETTING),
        (
            Worker(ANN, settings=frozenset({SCHOOL})),
            a_case(lead=Worker(LEE, settings=frozenset({SCHOOL}))),
            conflicts.SAME_SETTING,
        ),
        (Worker(ANN), a_case(declined_by=frozenset({ANN})), conflicts.DECLINED),
        *[(Worker(ANN), a_case(links={ANN: frozenset({kind})}), conflicts.LINKS[kind]) for kind in LinkKind],
    ],
)
def test_every_hard_rule_bars(auditor, case, rule):
    assert list(rules_against(auditor, case)) == [rule]


@pytest.mark.parametrize(
    ("auditor", "case"),
    [
        (Worker(ANN), a_case()),
        (Worker(ANN), a_case(lead=None)),
        (Worker(ANN, agencies=frozenset({NHS})), a_case()),
        (Worker(ANN, settings=frozenset({OTHER_SCHOOL})), a_case(setting_id=SCHOOL)),
        (Worker(ANN, managers=frozenset({9})), a_case(lead=Worker(LEE, managers=frozenset({9})))),
        (Worker(ANN), a_case(links={LEE: frozenset({LinkKind.TAF})})),
    ],
)
def test_nothing_else_bars(auditor, case):
    assert not list(bars(auditor, case))


def plan(case, *auditors, **more):
    return plan_of([(auditor, 3) for auditor in auditors], [case], [], **more)


class TestSoftCosts:
    def test_the_same_agency_costs_five(self):
        auditor = Worker(ANN, agencies=frozenset({NHS}))
        assert plan(a_case(), auditor).costs == {("1", "F1"): 5}

    def test_the_same_pair_as_last_time_costs_two(self):
        assert plan(a_case(), Worker(ANN), pairs_last_cycle=frozenset({(ANN, LEE)})).costs == {("1", "F1"): 2}

    def test_two_leads_who_could_mark_one_another_cost_three_each_way(self):
        cases = [a_case(), a_case(item_id=6, reference="F2", lead=Worker(ANN))]
        both = plan_of([(Worker(ANN), 3), (Worker(LEE), 3)], cases, [])
        assert both.costs == {("1", "F1"): 3, ("2", "F2"): 3}
        assert not plan_of([(Worker(ANN), 3)], cases, []).costs

    def test_the_cheaper_auditor_is_taken(self):
        answer = allocate(plan(a_case(), Worker(ANN, agencies=frozenset({NHS})), Worker(3)))
        assert [slot.auditor for slot in answer.slots] == ["3"]


def test_held_slots_become_pins():
    held = [Held(item_id=5, slot=1, auditor_id=ANN)]
    assert plan_of([(Worker(ANN), 1)], [a_case()], held).pins == (("1", "F1"),)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 3), 12, date(2025, 3, 3)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_before(day, months, before):
    assert months_later(day, -months) == before


def test_a_scope_survives_being_stored():
    scope = Scope(date(2026, 1, 1), None, (2, 3))
    assert Scope.read(scope.stored()) == scope
    assert Scope.read({}) == Scope()


def test_only_before_publication_can_a_cycle_be_called_off():
    assert {state for state, after in NEXT_STATES.items() if CycleState.CANCELLED not in after} == {
        CycleState.PUBLISHED,
        CycleState.CLOSED,
        CycleState.CANCELLED,
    }
