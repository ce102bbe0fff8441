"""Every read of the register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload

from audits.register.changes import Stored
from audits.register.domain import AssessmentStatus, ImportState, LinkKind, RegisterFilter
from audits.register.models import Assessment, AssessmentLink, RegisterImport
from audits.register.schema import Known
from portal.kernel import clock
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import folded
from portal.people.domain import AgencyKind
from portal.people.models import Agency, LocalArea, Person

# Fewer than either database takes as values of one statement.
AT_ONCE = 5_000

# Files go on naming whoever was merged: that means the person who stays.
_STANDS_FOR = func.coalesce(Person.merged_into_id, Person.id)
_STORED = (
    *(Assessment.local_area_id, Assessment.agency_id, Assessment.team, Assessment.level),
    *(Assessment.lead_practitioner_id, Assessment.opened_on, Assessment.closed_on, Assessment.status),
    *(Assessment.is_repeat_entry, Assessment.on_hold),
)


def select_register(chosen: RegisterFilter) -> Select[*tuple[Any, ...]]:
    """The columns of the register's list; the page adds order and paging."""
    statement = (
        select(
            Assessment.id,
            Assessment.reference,
            LocalArea.name.label("local_area"),
            Agency.name.label("agency"),
            Agency.kind.label("agency_kind"),
            Assessment.level,
            Assessment.opened_on,
            Assessment.status,
            Assessment.on_hold,
        )
        .join(LocalArea, LocalArea.id == Assessment.local_area_id)
        .join(Agency, Agency.id == Assessment.agency_id)
    )
    return statement.where(*_conditions(chosen))


def _conditions(chosen: RegisterFilter) -> Iterator[ColumnElement[bool]]:
    if chosen.reference:
        yield Assessment.reference.startswith(chosen.reference.strip().upper(), autoescape=True)
    if chosen.local_area_id is not None:
        yield Assessment.local_area_id == chosen.local_area_id
    if chosen.agency_kind in set(AgencyKind):
        yield Agency.kind == AgencyKind(chosen.agency_kind)
    if chosen.level is not None:
        yield Assessment.level == chosen.level
    if chosen.status in set(AssessmentStatus):
        yield Assessment.status == AssessmentStatus(chosen.status)


def get_assessment(assessment_id: int) -> Assessment:
    """Raise `NotFound` when there is no such assessment."""
    found = db.session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .options(
            joinedload(Assessment.local_area),
            joinedload(Assessment.agency),
            joinedload(Assessment.lead_practitioner),
        )
    )
    if found is None:
        raise NotFound
    return found


def list_links(assessment_id: int) -> Sequence[Row[LinkKind, int, str, str, str]]:
    """Kind, and the person's id, reference and names, of everyone with a part in an assessment."""
    return db.session.execute(
        select(AssessmentLink.kind, Person.id, Person.reference, Person.given_name, Person.family_name)
        .join(Person, Person.id == AssessmentLink.person_id)
        .where(AssessmentLink.assessment_id == assessment_id)
        .order_by(AssessmentLink.kind, Person.search_name, Person.id)
    ).all()


def find_person_id(reference: str) -> int | None:
    """Whom a reference stands for: a merged person's leads to the one who stays."""
    return db.session.scalar(select(_STANDS_FOR).where(Person.reference == reference.strip().upper()))


def find_link(assessment_id: int, person_id: int, kind: LinkKind) -> AssessmentLink | None:
    return db.session.scalar(
        select(AssessmentLink).where(
            AssessmentLink.assessment_id == assessment_id,
            AssessmentLink.person_id == person_id,
            AssessmentLink.kind == kind,
        )
    )


def get_link(assessment_id: int, person_id: int, kind: LinkKind) -> AssessmentLink:
    """Raise `NotFound` when this person had no such part."""
    link = find_link(assessment_id, person_id, kind)
    if link is None:
        raise NotFound
    return link


def get_known(people: Collection[str]) -> Known:
    """Everything that a file may name; of people only those it does name."""
    areas = db.session.execute(select(LocalArea.name, LocalArea.id)).all()
    agencies = db.session.execute(select(Agency.name, Agency.id)).all()
    found = _by_batch(
        people, lambda batch: select(Person.reference, _STANDS_FOR).where(Person.reference.in_(batch))
    )
    return Known(
        areas={folded(name): key for name, key in areas},
        agencies={folded(name): key for name, key in agencies},
        people={row[0].upper(): row[1] for row in found},
        levels=_levels_by_word(),
        today=clock.today(),
    )


def _levels_by_word() -> Mapping[str, int]:
    """The partnership's levels by all that files may call them: “2”, “Complex needs”, “2 – Complex needs”."""
    return {
        " ".join(word.casefold().split()): level.number
        for level in chosen().levels
        for word in (str(level.number), level.name, level.label.removeprefix("Level"))
        if word
    }


def find_stored(references: Collection[str]) -> Mapping[str, Stored]:
    """What the register holds under these references."""
    rows = _by_batch(
        references,
        lambda batch: select(Assessment.reference, Assessment.id, *_STORED).where(
            Assessment.reference.in_(batch)
        ),
    )
    names = [column.key for column in _STORED]
    links = _find_links(references)
    return {
        row[0]: Stored(row[1], dict(zip(names, row[2:], strict=True)), links.get(row[1], {})) for row in rows
    }


def find_ids(references: Collection[str]) -> dict[str, int]:
    rows = _by_batch(
        references,
        lambda batch: select(Assessment.reference, Assessment.id).where(Assessment.reference.in_(batch)),
    )
    return {row[0]: row[1] for row in rows}


def _find_links(references: Collection[str]) -> dict[int, dict[LinkKind, frozenset[int]]]:
    rows = _by_batch(
        references,
        lambda batch: (
            select(AssessmentLink.assessment_id, AssessmentLink.kind, AssessmentLink.person_id)
            .join(Assessment, Assessment.id == AssessmentLink.assessment_id)
            .where(Assessment.reference.in_(batch))
        ),
    )
    found: dict[int, dict[LinkKind, frozenset[int]]] = {}
    for assessment_id, kind, person_id in rows:
        kinds = found.setdefault(assessment_id, {})
        kinds[kind] = kinds.get(kind, frozenset()) | {person_id}
    return found


def _by_batch(
    keys: Collection[str], statement: Callable[[Sequence[str]], Select[*tuple[Any, ...]]]
) -> Iterator[Row[*tuple[Any, ...]]]:
    waiting = iter(sorted(keys))
    while batch := list(islice(waiting, AT_ONCE)):
        yield from db.session.execute(statement(batch))


def get_import(import_id: int, *, lock: bool = False) -> RegisterImport:
    """Raise `NotFound` when there is no such import."""
    statement = select(RegisterImport).where(RegisterImport.id == import_id)
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound
    return found


def list_imports(limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The latest files that were applied, with who applied them."""
    return db.session.execute(
        select(
            RegisterImport.id,
            RegisterImport.file_name,
            RegisterImport.applied_at,
            RegisterImport.rows,
            RegisterImport.added,
            RegisterImport.changed,
            Person.given_name,
            Person.family_name,
        )
        .join(Person, Person.id == RegisterImport.actor_id)
        .where(RegisterImport.state == ImportState.APPLIED)
        .order_by(RegisterImport.applied_at.desc(), RegisterImport.id.desc())
        .limit(limit)
    ).all()


def list_forgotten_imports(before: datetime) -> Sequence[RegisterImport]:
    """Files that were looked at and then left lying."""
    return db.session.scalars(
        select(RegisterImport)
        .where(RegisterImport.state == ImportState.STAGED, RegisterImport.at < before)
        .order_by(RegisterImport.id)
    ).all()


def select_export(chosen: RegisterFilter) -> Select[*tuple[Any, ...]]:
    """The columns of a register file, so that an export can be imported again."""
    return (
        select(
            Assessment.reference,
            LocalArea.name,
            Agency.name,
            Assessment.team,
            Assessment.level,
            Person.reference,
            *(Assessment.opened_on, Assessment.closed_on, Assessment.status),
            *(Assessment.is_repeat_entry, Assessment.on_hold),
            Assessment.id,
        )
        .join(LocalArea, LocalArea.id == Assessment.local_area_id)
        .join(Agency, Agency.id == Assessment.agency_id)
        .outerjoin(Person, Person.id == Assessment.lead_practitioner_id)
        .where(*_conditions(chosen))
        .order_by(Assessment.reference)
    )


def list_export_links() -> Mapping[int, Mapping[LinkKind, Sequence[str]]]:
    """Person references by assessment and kind, for the columns that name people."""
    found: dict[int, dict[LinkKind, list[str]]] = {}
    rows = db.session.execute(
        select(AssessmentLink.assessment_id, AssessmentLink.kind, Person.reference)
        .join(Person, Person.id == AssessmentLink.person_id)
        .order_by(AssessmentLink.assessment_id, Person.reference)
    )
    for assessment_id, kind, reference in rows:
        found.setdefault(assessment_id, {}).setdefault(kind, []).append(reference)
    return found
