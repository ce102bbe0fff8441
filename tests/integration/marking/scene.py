"""A cycle that is being marked: the standing cast of these tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from audits.cycles.domain import AllocationState, CycleState, SampleState
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.marking.domain import AuditState
from audits.marking.models import Audit, Mark
from audits.register.models import Assessment
from checklists.domain import FormKind
from checklists.models import ChecklistVersion
from checklists.queries import find_newest_published
from checklists.services import publish_shipped
from checklists.versions import shipped_form
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests import factories as make

_numbers = count(1)
FULL = shipped_form(FormKind.FULL)
SECTIONS = [section.key for section in FULL.sections]


@dataclass
class Scene:
    """One assessment, marked once or twice."""

    cycle: AuditCycle
    assessment: Assessment
    item: SampleItem
    lead: Account
    auditors: list[Account]
    allocations: list[Allocation]

    @property
    def auditor(self) -> Account:
        return self.auditors[0]


def a_cycle(**given) -> AuditCycle:
    made = {"name": f"Cycle {next(_numbers)}", "state": CycleState.OPEN, "checklist_version_id": version_id()}
    made |= {"opens_on": date(2026, 1, 5), "due_on": date(2026, 3, 31), "size": 10}
    if "run_by_id" not in given:
        made["run_by_id"] = make.someone(Role.COORDINATOR).person_id
    return AuditCycle(**{**made, **given})


def version_id() -> int:
    """The newest version; published by the first test that asks."""
    publish_shipped()
    return find_newest_published("feha-audit").id


def a_scene(*, marks=1, lead=None, cycle=None, due_on=date(2026, 3, 20)) -> Scene:
    cycle = cycle or make.saved(a_cycle())
    lead = lead or make.someone()
    assessment = make.saved(_an_assessment(lead))
    item = make.saved(
        SampleItem(
            cycle_id=cycle.id,
            assessment_id=assessment.id,
            stratum="East",
            position=next(_numbers),
            state=SampleState.CONFIRMED,
            marks=marks,
        )
    )
    auditors = [make.someone(Role.AUDITOR) for _ in range(marks)]
    allocations = [
        make.saved(_an_allocation(item, auditor, slot=slot, due_on=due_on))
        for slot, auditor in enumerate(auditors, 1)
    ]
    return Scene(cycle, assessment, item, lead, auditors, allocations)


def _an_assessment(lead) -> Assessment:
    return Assessment(
        reference=f"FEHA-{next(_numbers):04}",
        local_area_id=make.saved(make.an_area()).id,
        agency_id=make.saved(make.an_agency()).id,
        level=2,
        lead_practitioner_id=lead.person_id,
        opened_on=date(2025, 9, 1),
    )


def _an_allocation(item, auditor, **given) -> Allocation:
    return Allocation(
        sample_item_id=item.id,
        auditor_id=auditor.person_id,
        state=AllocationState.ISSUED,
        issued_at=datetime(2026, 1, 6, tzinfo=clock.LONDON),
        **given,
    )


def started(scene: Scene, place=0, **given) -> Audit:
    """The audit of one allocation, as a draft with nothing in it."""
    made = {"form_kind": FormKind.FULL, "checklist_version_id": scene.cycle.checklist_version_id}
    version = db.session.get_one(ChecklistVersion, scene.cycle.checklist_version_id)
    made |= {"content_hash": version.content_hash, "started_at": clock.now()}
    made |= {"allocation_id": scene.allocations[place].id, "auditor_id": scene.auditors[place].person_id}
    return make.saved(Audit(**{**made, "state": AuditState.DRAFT, **given}))


def filled(scene: Scene, place=0, answers=None, **given) -> Audit:
    """A draft with everything in place: all 3, but for `answers` by key."""
    audit = started(scene, place, unsafe_child="no", **given)
    answers = answers or {}
    for key in (*FULL.item_keys(), *FULL.principle_keys()):
        db.session.add(a_mark(audit, key, answers.get(key, "3")))
    db.session.commit()
    return audit


def a_mark(audit: Audit, key: str, answer: str, **given) -> Mark:
    """What the guard wants of this answer: evidence, a reason where it does not apply, what was done."""
    made = {"answer": answer, "evidence": f"Seen for {key}", "ticks": {}, "version": audit.version}
    if answer == "NA":
        made |= {"na_reason": _reason(key), "evidence": ""}
    if answer in {"1", "2", "NE"}:
        made["done_now"] = "Told the duty lead"
    return Mark(**{"audit_id": audit.id, "key": key, **made, **given})


def _reason(key: str) -> str:
    items = {item.key: item for item in (*FULL.items(), *FULL.principles)}
    return items[key].na_reasons[0].code


def submit(client, scene: Scene, audit: Audit, place=0):
    """Hand the audit in through the page, as its auditor."""
    client.sign_in(scene.auditors[place])
    return client.submit(f"/audits/{audit.id}/submit")
