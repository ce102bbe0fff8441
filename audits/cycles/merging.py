"""What becomes of audit work when two people turn out to be one: nobody comes to audit their own case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from audits.cycles.conflicts import ADVISED, MANAGED, MANAGES, SAME_SETTING, SampledCase, Worker, bars
from audits.cycles.domain import SAMPLING
from audits.cycles.queries import merging as queries
from portal.kernel import clock
from portal.merging.rules import Clash, Foreseen, MergeRule, Parties

# Asked only while slots are still given, as in `checks`.
PASSING = frozenset({MANAGES, MANAGED, SAME_SETTING, ADVISED})


def merge_rules() -> Sequence[MergeRule]:
    return (
        MergeRule(
            column="allocation.auditor_id",
            words=("assessment given to them to audit", "assessments given to them to audit"),
            # Only one that was handed back can meet another: all else is refused below.
            clash=Clash.STAY,
            foresee=_foresee,
        ),
        MergeRule(
            column="cycle_auditor.person_id",
            words=("audit cycle they mark in", "audit cycles they mark in"),
            clash=Clash.DROP,
        ),
        MergeRule(column="audit_cycle.run_by_id", words=("audit cycle they run", "audit cycles they run")),
    )


def _foresee(parties: Parties) -> Foreseen:
    """Work that one of them holds and both together may not have stands in the way until it is settled."""
    given = queries.list_given(parties.both)
    found = list(_ran_and_audited(parties)) + list(_twice(given))
    if given:
        people = {one.case.lead.person_id for one in given if one.case.lead} | set(parties.both)
        workers = queries.list_workers(people, clock.today())
        found += [words for one in given for words in _conflicts(one, parties, workers)]
    return Foreseen(obstacles=tuple(dict.fromkeys(found)))


def _ran_and_audited(parties: Parties) -> Iterator[str]:
    for name in queries.list_run_and_audited(*parties.both):
        yield f"One runs the audit cycle “{name}” and the other audits in it. Hand one of the two over first"


def _twice(given: Sequence[queries.Given]) -> Iterator[str]:
    seen: dict[int, int] = {}
    for one in given:
        if seen.setdefault(one.case.item_id, one.auditor_id) != one.auditor_id:
            yield f"Both audit {one.case.reference}. Give one of the two marks to somebody else first"


def _conflicts(one: queries.Given, parties: Parties, workers: Mapping[int, Worker]) -> Iterator[str]:
    before = set(bars(workers[one.auditor_id], _case(one.case, None, workers)))
    both = _as_one(parties, [workers[person_id] for person_id in parties.both])
    for rule in bars(both, _case(one.case, parties, workers)):
        if rule not in before and not (rule in PASSING and one.state not in SAMPLING):
            yield (
                f"Together they audit {one.case.reference} in “{one.cycle}”, and one of them {rule}. "
                "Give it to somebody else, or take it out of the sample, first"
            )


def _case(case: SampledCase, parties: Parties | None, workers: Mapping[int, Worker]) -> SampledCase:
    """The case with its lead's posts; with `parties`, as it is once the two are one."""
    lead = workers[case.lead.person_id] if case.lead else None
    if parties is None:
        return replace(case, lead=lead)
    links = [kinds for person_id, kinds in case.links.items() if person_id in parties.both]
    return replace(
        case,
        lead=_as_one(parties, [lead]) if lead else None,
        links={parties.kept_id: frozenset().union(*links)},
        declined_by=frozenset(_kept(parties, person_id) for person_id in case.declined_by),
    )


def _as_one(parties: Parties, workers: Sequence[Worker]) -> Worker:
    managers = frozenset(_kept(parties, one) for worker in workers for one in worker.managers)
    person_id = _kept(parties, workers[0].person_id)
    return Worker(
        person_id,
        agencies=frozenset().union(*(worker.agencies for worker in workers)),
        settings=frozenset().union(*(worker.settings for worker in workers)),
        managers=managers - {person_id},
        advised=frozenset().union(*(worker.advised for worker in workers)),
        consulted=frozenset().union(*(worker.consulted for worker in workers)),
    )


def _kept(parties: Parties, person_id: int) -> int:
    return parties.kept_id if person_id == parties.lost_id else person_id
