"""Builders of valid rows for the register and audit cycles, in the manner of `tests.factories`."""

from __future__ import annotations

from datetime import date
from itertools import count

from audits.cycles.domain import CycleState, DrawSample
from audits.cycles.models import AuditCycle, CycleAuditor
from audits.cycles.services.drawing import draw_sample
from audits.register.models import Assessment, AssessmentLink
from checklists.queries import find_newest_published
from checklists.services import publish_shipped
from portal.accounts.models import Account
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from tests.factories import actor_of, an_agency, an_area, saved, someone

_numbers = count(1)


def an_assessment(area=None, agency=None, **given) -> Assessment:
    made = {
        "reference": f"FEHA-{next(_numbers):04}",
        "local_area_id": (area or saved(an_area())).id,
        "agency_id": (agency or saved(an_agency())).id,
        "team": "",
        "level": 2,
        "opened_on": date(2026, 1, 5),
    }
    return Assessment(**{**made, **given})


def a_link(assessment, person, kind) -> AssessmentLink:
    return AssessmentLink(assessment_id=assessment.id, person_id=person.id, kind=kind)


def a_form_version_id() -> int:
    """The newest published form; published by the first test that asks."""
    publish_shipped()
    return find_newest_published("feha-audit").id


def a_cycle(run_by=None, **given) -> AuditCycle:
    run_by = run_by or someone(Role.COORDINATOR)
    made = {
        "name": f"Cycle {next(_numbers)}",
        "state": CycleState.PLANNED,
        "checklist_version_id": a_form_version_id(),
        "opens_on": date(2026, 3, 9),
        "due_on": date(2026, 4, 3),
        "size": 4,
        "run_by_id": run_by.person_id,
    }
    return AuditCycle(**{**made, **given})


def a_register(number: int, **given) -> list[Assessment]:
    """Saved assessments, spread evenly over two areas and two agencies."""
    areas = [saved(an_area(name=f"{side} {next(_numbers)}")) for side in ("East", "West")]
    agencies = [saved(an_agency()), saved(an_agency(kind=AgencyKind.SCHOOL))]
    made = [an_assessment(areas[place % 2], agencies[place // 2 % 2], **given) for place in range(number)]
    db.session.add_all(made)
    db.session.commit()
    return made


def a_drawn_cycle(run_by=None, assessments: int = 12, **given) -> AuditCycle:
    """A cycle whose sample is drawn, by the service itself."""
    run_by = run_by or someone(Role.COORDINATOR)
    a_register(assessments)
    cycle = saved(a_cycle(run_by, **given))
    draw_sample(actor_of(run_by, Role.COORDINATOR), DrawSample(cycle.id, "a-seed"))
    db.session.commit()
    return cycle


def an_auditor_in(cycle, capacity: int = 4, **given) -> Account:
    account = someone(Role.AUDITOR, **given)
    saved(CycleAuditor(cycle_id=cycle.id, person_id=account.person_id, capacity=capacity))
    return account
