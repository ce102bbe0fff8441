"""Who marks which case (docs/audits.md 4.3): hard conflicts are never broken, the aims come in order.

Fill every slot; then the lowest load for an auditor's capacity; then the lowest load; then the
lowest cost; and what is still equal is settled by SHA-256 of `auditor|reference`. The answer is
therefore the only one, whatever the machine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import TypeVar

from audits.cycles.flow import Edge, cheapest_flow, most_flow
from portal.kernel.errors import RuleBroken

T = TypeVar("T")

# Rules that cost something but bar nobody, unless a partnership has chosen to make one hard.
SOFT_RULES = frozenset(
    {
        "same agency",
        "reciprocal pair in cycle",
        "same pair last cycle",
        "lacks needed specialism",
        "third case from same team",
    }
)
NO_CAPACITY = "no capacity left"
MARKS_IT_ALREADY = "already marks this case"


class PlanInvalid(RuleBroken):
    """The question contradicts itself, for example a pin that breaks a hard rule."""


@dataclass(frozen=True, slots=True)
class Auditor:
    id: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Case:
    """`marks` is how many different auditors must mark it."""

    reference: str
    marks: int = 1


@dataclass(frozen=True, slots=True)
class Conflict:
    auditor: str
    reference: str
    rule: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole question. `costs` are soft; `pins` stay where they are."""

    auditors: tuple[Auditor, ...]
    cases: tuple[Case, ...]
    conflicts: tuple[Conflict, ...] = ()
    costs: Mapping[tuple[str, str], int] | None = None
    pins: tuple[tuple[str, str], ...] = ()

    def cost_of(self, auditor: str, reference: str) -> int:
        return (self.costs or {}).get((auditor, reference), 0)


@dataclass(frozen=True, slots=True)
class Slot:
    auditor: str
    reference: str


@dataclass(frozen=True, slots=True)
class Barred:
    auditor: str
    rule: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """A case with an empty slot: why each auditor cannot take it, and what would help."""

    reference: str
    empty: int
    barred: tuple[Barred, ...]
    ways_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    slots: tuple[Slot, ...]
    max_ratio: Fraction
    max_load: int
    cost: int
    impossible: tuple[Impossible, ...]


def allocate(plan: Plan) -> Allocation:
    """The best allocation; what cannot be filled is left empty and explained.

    Raises `PlanInvalid` when names are unknown or stand twice, or a pin breaks a rule.
    """
    check(plan)
    pinned = Counter(auditor for auditor, _ in plan.pins)
    edges = _edges(plan)
    needs = _needs(plan)
    ceilings = _lowest_ceilings(plan, edges, needs, pinned)
    room = {auditor: ceiling - pinned[auditor] for auditor, ceiling in ceilings.items()}
    chosen = set(plan.pins) | cheapest_flow(_with_costs(plan, edges), room, needs)
    return _answer(plan, chosen)


def check(plan: Plan) -> None:
    auditors = {auditor.id for auditor in plan.auditors}
    references = {case.reference for case in plan.cases}
    if len(auditors) < len(plan.auditors) or len(references) < len(plan.cases):
        raise PlanInvalid("An auditor or a case stands more than once")
    if any(auditor.capacity < 0 for auditor in plan.auditors) or any(case.marks < 1 for case in plan.cases):
        raise PlanInvalid("Capacities are 0 or more, and a case needs at least one mark")
    if any(cost < 0 for cost in (plan.costs or {}).values()):
        raise PlanInvalid("A cost is 0 or more")
    pairs = [*((c.auditor, c.reference) for c in plan.conflicts), *(plan.costs or {}), *plan.pins]
    for auditor, reference in pairs:
        if auditor not in auditors or reference not in references:
            raise PlanInvalid(f"There is no auditor {auditor} or no case {reference}")
    _check_pins(plan)


def _check_pins(plan: Plan) -> None:
    barred = {(conflict.auditor, conflict.reference): conflict.rule for conflict in plan.conflicts}
    for pin in plan.pins:
        if pin in barred:
            raise PlanInvalid(f"{pin[0]} is pinned to {pin[1]} against a hard rule: {barred[pin]}")
    loads = Counter(auditor for auditor, _ in plan.pins)
    marks = Counter(reference for _, reference in plan.pins)
    if (
        len(set(plan.pins)) < len(plan.pins)
        or any(loads[auditor.id] > auditor.capacity for auditor in plan.auditors)
        or any(marks[case.reference] > case.marks for case in plan.cases)
    ):
        raise PlanInvalid("The pins are more than a capacity or a case allows")


def _edges(plan: Plan) -> list[Edge]:
    """Every pair that no hard rule forbids and no pin has taken, in the order that settles ties."""
    forbidden = {(conflict.auditor, conflict.reference) for conflict in plan.conflicts} | set(plan.pins)
    pairs = (
        (auditor.id, case.reference)
        for auditor in plan.auditors
        for case in plan.cases
        if (auditor.id, case.reference) not in forbidden
    )
    return sorted(pairs, key=lambda pair: digest(*pair))


def digest(auditor: str, reference: str) -> str:
    return sha256(f"{auditor}|{reference}".encode()).hexdigest()


def _needs(plan: Plan) -> dict[str, int]:
    pinned = Counter(reference for _, reference in plan.pins)
    return {case.reference: case.marks - pinned[case.reference] for case in plan.cases}


def _lowest_ceilings(
    plan: Plan, edges: Sequence[Edge], needs: Mapping[str, int], pinned: Mapping[str, int]
) -> dict[str, int]:
    """The most each auditor may carry: the lowest ratio, then load, that fill as much as can be."""

    def fills(ceilings: Mapping[str, int]) -> int:
        room = {auditor: ceiling - pinned.get(auditor, 0) for auditor, ceiling in ceilings.items()}
        return -1 if min(room.values(), default=0) < 0 else most_flow(edges, room, needs)

    capacities = {auditor.id: auditor.capacity for auditor in plan.auditors}
    most = fills(capacities)

    def within(ratio: Fraction) -> dict[str, int]:
        return {auditor: int(ratio * capacity) for auditor, capacity in capacities.items()}

    steps = {Fraction(load, capacity) for capacity in capacities.values() for load in range(1, capacity + 1)}
    ratio = _lowest(sorted({Fraction(0)} | steps), lambda ratio: fills(within(ratio)) == most)
    by_ratio = within(ratio)

    def below(load: int) -> dict[str, int]:
        return {auditor: min(ceiling, load) for auditor, ceiling in by_ratio.items()}

    loads = range(max(by_ratio.values(), default=0) + 1)
    return below(_lowest(loads, lambda load: fills(below(load)) == most))


def _lowest(steps: Sequence[T], holds: Callable[[T], bool]) -> T:
    """The first step that holds, when every later one does too and the last one always does."""
    return steps[bisect_left(steps, 1, hi=len(steps) - 1, key=holds)]


def _with_costs(plan: Plan, edges: Sequence[Edge]) -> dict[Edge, int]:
    return {(auditor, reference): plan.cost_of(auditor, reference) for auditor, reference in edges}


def _answer(plan: Plan, chosen: set[Edge]) -> Allocation:
    loads = Counter(auditor for auditor, _ in chosen)
    ratios = [Fraction(loads[auditor.id], auditor.capacity) for auditor in plan.auditors if loads[auditor.id]]
    by_case: dict[str, list[str]] = {case.reference: [] for case in plan.cases}
    for auditor, reference in sorted(chosen, key=lambda pair: digest(*pair)):
        by_case[reference].append(auditor)
    return Allocation(
        slots=tuple(Slot(auditor, reference) for reference, taken in by_case.items() for auditor in taken),
        max_ratio=max(ratios, default=Fraction(0)),
        max_load=max(loads.values(), default=0),
        cost=sum(plan.cost_of(*pair) for pair in chosen),
        impossible=tuple(
            _explain(plan, case, by_case[case.reference])
            for case in plan.cases
            if len(by_case[case.reference]) < case.marks
        ),
    )


def _explain(plan: Plan, case: Case, taken: Sequence[str]) -> Impossible:
    rules = {
        auditor.id: [
            c.rule for c in plan.conflicts if (c.auditor, c.reference) == (auditor.id, case.reference)
        ]
        for auditor in plan.auditors
    }
    barred = []
    for auditor, broken in rules.items():
        reasons = broken or [MARKS_IT_ALREADY if auditor in taken else NO_CAPACITY]
        barred += [Barred(auditor, reason) for reason in reasons]
    return Impossible(case.reference, case.marks - len(taken), tuple(barred), _ways_out(case, barred))


def _ways_out(case: Case, barred: Sequence[Barred]) -> tuple[str, ...]:
    """Only what would truly help. A hard rule is never offered up."""
    full = [bar.auditor for bar in barred if bar.rule == NO_CAPACITY]
    soft = [bar for bar in barred if bar.rule in SOFT_RULES]
    return (
        *([f"Raise the capacity of {' or '.join(full)}"] if full else []),
        *(f"Relax the soft rule “{bar.rule}” for {bar.auditor}" for bar in soft),
        f"Replace {case.reference} with the next on its reserve list",
        f"Ask a partner authority to mark {case.reference}",
    )
