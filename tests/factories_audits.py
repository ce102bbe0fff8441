"""Builders of valid rows for the register and audit cycles, in the manner of `tests.factories`."""

from __future__ import annotations

from datetime import date
from itertools import count

from audits.register.models import Assessment, AssessmentLink
from tests.factories import an_agency, an_area, saved

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
