"""What the register holds that a list is compared with; of people only those whom it may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.imports.models import ExternalKey
from portal.kernel.db import db
from portal.kernel.text import folded
from portal.people.finding import IS_OFFERED
from portal.people.models import Agency, LocalArea, Post, School


@dataclass(frozen=True, slots=True)
class KnownSchool:
    id: int
    agency_id: int
    agency: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownAgency:
    id: int
    name: str
    kind: str
    is_active: bool
    is_school: bool


def list_areas() -> dict[str, tuple[int, str]]:
    """Id and name of each local area that may be chosen, by its folded name."""
    rows = db.session.execute(select(LocalArea.id, LocalArea.name).where(IS_OFFERED)).all()
    return {folded(name): (area_id, name) for area_id, name in rows}


def list_schools() -> dict[int, KnownSchool]:
    """Every school by its URN."""
    columns = (School.name, School.phase, School.postcode, School.is_open)
    rows = db.session.execute(
        select(School.urn, School.id, School.agency_id, Agency.name, *columns, LocalArea.name)
        .join(Agency, Agency.id == School.agency_id)
        .join(LocalArea, LocalArea.id == School.local_area_id)
    )
    names = ("name", "phase", "postcode", "is_open", "local_area")
    return {
        urn: KnownSchool(school_id, agency_id, agency, dict(zip(names, rest, strict=True)))
        for urn, school_id, agency_id, agency, *rest in rows
    }


def list_agencies() -> Sequence[KnownAgency]:
    rows = db.session.execute(
        select(Agency.id, Agency.name, Agency.kind, Agency.is_active, School.id.is_not(None))
        .outerjoin(School, School.agency_id == Agency.id)
        .order_by(Agency.id)
    )
    return [KnownAgency(*row) for row in rows]


def agency_keys(source_id: int) -> dict[str, int]:
    """What this source calls each agency."""
    rows = db.session.execute(
        select(ExternalKey.key, ExternalKey.agency_id).where(
            ExternalKey.source_id == source_id, ExternalKey.agency_id.is_not(None)
        )
    )
    return {key: agency_id for key, agency_id in rows if agency_id is not None}


def list_people_of(agency_ids: Sequence[int]) -> Sequence[int]:
    """Everybody who has, had or will have a post with one of these agencies."""
    statement = select(Post.person_id).where(Post.agency_id.in_(agency_ids)).distinct()
    return db.session.scalars(statement.order_by(Post.person_id)).all()


def urns_of(school_ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(select(School.id, School.urn).where(School.id.in_(school_ids)))
    return {school_id: urn for school_id, urn in rows}  # noqa: C416  # rows are no pairs to the type checker
