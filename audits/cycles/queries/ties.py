"""Reads of everything that a conflict of interest depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Select, String, cast, null, or_, select, union_all

from audits.cycles.conflicts import SampledCase, Worker
from audits.cycles.domain import IN_SAMPLE, WITH_AUDITOR, AllocationState
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.cycles.queries.staffing import SlotLine
from audits.register.domain import LinkKind
from audits.register.models import Assessment, AssessmentLink
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from portal.people.models import Agency, Post
from training.champions.finding.advice import advice_of, select_advice

# Agencies that are one place: whoever works there knows the families and the workers.
SETTINGS = frozenset({AgencyKind.SCHOOL, AgencyKind.EARLY_YEARS})


def list_pairs_last_cycle(cycle: AuditCycle) -> frozenset[tuple[int, int]]:
    """Auditor and lead practitioner of everything marked in the cycle drawn before this one."""
    before = (
        select(AuditCycle.id)
        .where(AuditCycle.id != cycle.id, AuditCycle.drawn_at < cycle.drawn_at)
        .order_by(AuditCycle.drawn_at.desc(), AuditCycle.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Allocation.auditor_id, Assessment.lead_practitioner_id)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(
            SampleItem.cycle_id == before,
            Assessment.lead_practitioner_id.is_not(None),
            Allocation.state.in_(WITH_AUDITOR),
        )
    ).all()
    return frozenset((auditor, lead) for auditor, lead in rows if lead is not None)


def list_workers(people: Collection[int], day: date) -> Mapping[int, Worker]:
    """Where these people work on that day and under whom, and what they advised on; nobody is left out.

    One statement: a slot that is refused asks twice.
    """
    posts = _select_posts(people, day)
    advice = select_advice(people).subquery()
    nothing = (cast(null(), String), cast(null(), BigInteger))
    advised: Any = select(advice.c[0], advice.c[1], *nothing, advice.c[2], advice.c[3])
    rows = db.session.execute(union_all(posts, advised)).all()
    found = {}
    for person_id in people:
        theirs = [row for row in rows if row[0] == person_id]
        worked = [row for row in theirs if row[5] is None]
        known = advice_of([(row[1], row[4], row[5]) for row in theirs if row[5] is not None], day)
        found[person_id] = Worker(
            person_id,
            agencies=frozenset(row[1] for row in worked),
            settings=frozenset(row[1] for row in worked if row[2] in SETTINGS),
            managers=frozenset(row[3] for row in worked if row[3] is not None),
            advised=frozenset(known.agencies),
            consulted=frozenset(known.references),
        )
    return found


def _select_posts(people: Collection[int], day: date) -> Any:  # noqa: ANN401  # half of a union
    return (
        select(Post.person_id, Post.agency_id, Agency.kind, Post.manager_id)
        .add_columns(cast(null(), String), cast(null(), Date))
        .join(Agency, Agency.id == Post.agency_id)
        .where(
            Post.person_id.in_(sorted(people)),
            Post.started_on <= day,
            or_(Post.ended_on.is_(None), Post.ended_on >= day),
        )
    )


def list_cases(
    cycle_id: int, allocations: Iterable[SlotLine], auditors: Collection[int], day: date
) -> tuple[list[SampledCase], Mapping[int, Worker]]:
    """The sample with all that bars an auditor, and where everybody works; three statements in all."""
    rows = db.session.execute(_select_sample(cycle_id)).all()
    workers = list_workers({row[6] for row in rows if row[6] is not None} | set(auditors), day)
    links = _links_of(cycle_id)
    declined = [(one.item_id, one.auditor_id) for one in allocations if one.state is AllocationState.DECLINED]
    cases = [
        SampledCase(
            item_id=row[0],
            reference=row[2],
            marks=row[3],
            agency_id=row[4],
            setting_id=row[4] if row[5] in SETTINGS else None,
            lead=workers[row[6]] if row[6] is not None else None,
            links=links.get(row[1], {}),
            declined_by=frozenset(auditor for item_id, auditor in declined if item_id == row[0]),
        )
        for row in rows
    ]
    return cases, workers


def _select_sample(cycle_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            SampleItem.id,
            Assessment.id,
            Assessment.reference,
            SampleItem.marks,
            Assessment.agency_id,
            Agency.kind,
            Assessment.lead_practitioner_id,
        )
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .join(Agency, Agency.id == Assessment.agency_id)
        .where(
            SampleItem.cycle_id == cycle_id,
            SampleItem.is_reserve.is_(False),
            SampleItem.state.in_(IN_SAMPLE),
        )
        .order_by(Assessment.reference)
    )


def _links_of(cycle_id: int) -> dict[int, dict[int, frozenset[LinkKind]]]:
    rows = db.session.execute(
        select(AssessmentLink.assessment_id, AssessmentLink.person_id, AssessmentLink.kind)
        .join(SampleItem, SampleItem.assessment_id == AssessmentLink.assessment_id)
        .where(SampleItem.cycle_id == cycle_id, SampleItem.is_reserve.is_(False))
    )
    found: dict[int, dict[int, frozenset[LinkKind]]] = {}
    for assessment_id, person_id, kind in rows:
        people = found.setdefault(assessment_id, {})
        people[person_id] = people.get(person_id, frozenset()) | {kind}
    return found
