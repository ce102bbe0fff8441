"""Who may not audit what, and what is better avoided (docs/audits.md 4.3). By person id; plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audits.cycles.allocation import Auditor, Case, Conflict, Plan
from audits.register.domain import LinkKind
from portal.kernel.words import worded

LED = "is the {lead_practitioner}"
MANAGES = "manages the {lead_practitioner}"
MANAGED = "is managed by the {lead_practitioner}"
SAME_SETTING = "works at the same school or setting"
ADVISED = "gave advice to the school or setting"
DECLINED = "has handed this assessment back"
LINKS = {
    LinkKind.AUTHOR: "wrote the assessment",
    LinkKind.TAF: "is in the {team_around}",
    LinkKind.CONSULTANCY: "gave consultancy on it",
    LinkKind.DECLARED: "declared a personal tie",
    LinkKind.LED: "was the {lead_practitioner}",
}


@dataclass(frozen=True, slots=True)
class Worker:
    """Where somebody works now and under whom; `settings` are the schools and nurseries among those."""

    person_id: int
    agencies: frozenset[int] = frozenset()
    settings: frozenset[int] = frozenset()
    managers: frozenset[int] = frozenset()
    # By the log of consultations: agencies of schools that they advised lately, and references.
    advised: frozenset[int] = frozenset()
    consulted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SampledCase:
    """What conflicts depend on. `setting_id` is the agency when that is a school or nursery."""

    item_id: int
    reference: str
    marks: int
    agency_id: int
    setting_id: int | None
    lead: Worker | None
    links: Mapping[int, frozenset[LinkKind]] = field(default_factory=dict)
    declined_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SoftCosts:
    """What an avoidable pairing costs, from docs/audits.md 4.3."""

    same_agency: int = 5
    reciprocal: int = 3
    same_pair_last_cycle: int = 2


@dataclass(frozen=True, slots=True)
class Held:
    """A slot that stays as it is: pinned, issued or accepted."""

    item_id: int
    slot: int
    auditor_id: int


def bars(auditor: Worker, case: SampledCase) -> Iterator[str]:
    """Every hard rule that forbids the pairing, in the partnership's words; none of them is ever relaxed."""
    return (worded(rule) for rule in rules_against(auditor, case))


def rules_against(auditor: Worker, case: SampledCase) -> Iterator[str]:
    """The same as the names of the rules above."""
    lead = case.lead
    if lead is not None:
        if lead.person_id == auditor.person_id:
            yield LED
        if auditor.person_id in lead.managers:
            yield MANAGES
        if lead.person_id in auditor.managers:
            yield MANAGED
    yield from (LINKS[kind] for kind in sorted(_parts_of(auditor, case)))
    places = ({case.setting_id} if case.setting_id else set()) | (lead.settings if lead else frozenset())
    if auditor.settings & places:
        yield SAME_SETTING
    if auditor.advised & places:
        yield ADVISED
    if auditor.person_id in case.declined_by:
        yield DECLINED


def _parts_of(auditor: Worker, case: SampledCase) -> frozenset[LinkKind]:
    """What the auditor had to do with it, by the register and by the log of consultations."""
    known = case.links.get(auditor.person_id, frozenset())
    return known | {LinkKind.CONSULTANCY} if case.reference in auditor.consulted else known


def plan_of(
    auditors: Sequence[tuple[Worker, int]],
    cases: Sequence[SampledCase],
    held: Iterable[Held],
    *,
    pairs_last_cycle: frozenset[tuple[int, int]] = frozenset(),
    costs: SoftCosts | None = None,
) -> Plan:
    """The question that `allocation.allocate` answers; auditors by their person id."""
    costs = costs or SoftCosts()
    references = {case.item_id: case.reference for case in cases}
    leads = frozenset(case.lead.person_id for case in cases if case.lead)
    workers = [worker for worker, _ in auditors]
    both = leads & {worker.person_id for worker in workers}
    return Plan(
        auditors=tuple(Auditor(str(worker.person_id), capacity) for worker, capacity in auditors),
        cases=tuple(Case(case.reference, case.marks) for case in cases),
        conflicts=_conflicts(workers, cases),
        costs={
            (str(worker.person_id), case.reference): cost
            for worker in workers
            for case in cases
            if (cost := _cost(worker, case, both, pairs_last_cycle, costs))
        },
        pins=tuple((str(one.auditor_id), references[one.item_id]) for one in held),
    )


def _conflicts(workers: Sequence[Worker], cases: Sequence[SampledCase]) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(str(worker.person_id), case.reference, rule)
        for worker in workers
        for case in cases
        for rule in bars(worker, case)
    )


def _cost(
    worker: Worker,
    case: SampledCase,
    leading_auditors: frozenset[int],
    pairs: frozenset[tuple[int, int]],
    costs: SoftCosts,
) -> int:
    """Two auditors who each lead a sampled case could mark one another: that counts as reciprocal."""
    cost = costs.same_agency if case.agency_id in worker.agencies else 0
    if case.lead is not None:
        pair = {worker.person_id, case.lead.person_id}
        if len(pair) > 1 and pair <= leading_auditors:
            cost += costs.reciprocal
        if (worker.person_id, case.lead.person_id) in pairs:
            cost += costs.same_pair_last_cycle
    return cost
