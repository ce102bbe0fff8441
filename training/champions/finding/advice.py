"""What other rooms may ask of the log of consultations: who advised on what (docs/audits.md 4.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from portal.kernel.rules import in_force
from portal.people.models import School
from training.champions.domain import ConsultationRules
from training.champions.models import Consultation


@dataclass(slots=True)
class Advice:
    """What somebody advised on: the agencies of schools, lately, and references of assessments, ever."""

    agencies: set[int] = field(default_factory=set)
    references: set[str] = field(default_factory=set)


def select_advice(people: Collection[int]) -> Select[*tuple[Any, ...]]:
    """What these people advised on: who, agency, reference and day, to be read with what else is asked."""
    return (
        select(Consultation.given_by_id, School.agency_id, Consultation.reference, Consultation.given_on)
        .join(School, School.id == Consultation.school_id)
        .where(Consultation.given_by_id.in_(sorted(people)))
    )


def advice_of(rows: Iterable[tuple[int, str, date]], day: date) -> Advice:
    """Of one person, from their rows: agency, reference and day."""
    since, found = day - in_force(ConsultationRules).bars, Advice()
    for agency_id, reference, given_on in rows:
        if given_on >= since:
            found.agencies.add(agency_id)
        if reference:
            found.references.add(reference)
    return found
