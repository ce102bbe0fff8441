"""Who and what belongs to the partnership: one search for all, agencies and schools."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from portal.kernel.access import Open, Permission, access, can
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link, registry
from portal.kernel.tables import read_page_number, streamed
from portal.kernel.words import word
from portal.people import queries
from portal.people.domain import AgencyKind, SchoolPhase, SearchKind
from portal.people.finding import handing, places
from portal.people.finding.everything import search_everywhere
from portal.people.finding.people import main_posts
from portal.people.models import Post
from portal.people.routes.blueprint import bp

Word = TypeVar("Word", AgencyKind, SchoolPhase)


@bp.get("/directory")
@access(Open.SIGNED_IN)
def directory() -> ResponseReturnValue:
    actor = current_actor()
    wanted = request.args.get("name", "").strip()
    answer = search_everywhere(actor, wanted, with_people=can(actor, Permission.PERSON_READ))
    people = answer.hits.get(SearchKind.PERSON)
    posts = main_posts(actor, [one.id for one in people.items]) if people and people.items else {}
    return render_template("people/directory.html", name=wanted, answer=answer, posts=posts)


def links(provider: str, subject_id: int) -> list[Link]:
    """What the rooms above know about this person, agency or school. Providers ask the database nothing."""
    actor = current_actor()
    return [link for offer in registry().providers(provider) for link in offer(actor, subject_id)]


@bp.get("/agencies")
@access(Open.SIGNED_IN)
def list_agencies() -> ResponseReturnValue:
    kind, wanted = choice(AgencyKind, "kind"), request.args.get("name", "").strip()
    found = places.find_page_of_agencies(kind, wanted, read_page_number(request.args))
    return render_template(
        "people/list_agencies.html",
        agencies=found.page,
        is_close=found.is_close,
        kind=kind,
        kinds=offered(AgencyKind),
        name=wanted,
    )


@bp.get("/agencies.csv", defaults={"kind": "csv"})
@bp.get("/agencies.xlsx", defaults={"kind": "xlsx"})
@bp.get("/agencies.ods", defaults={"kind": "ods"})
@access(Open.SIGNED_IN)
def export_agencies(kind: str) -> Response:
    found = places.find_agencies(choice(AgencyKind, "kind"), request.args.get("name", ""))
    rows = ((row.name, row.kind.label) for row in streamed(found.statement))
    return table_response(FileFormat(kind), "agencies", ("Agency", "Kind"), rows)


@bp.get("/agencies/<int:agency_id>")
@access(Open.SIGNED_IN)
def show_agency(agency_id: int) -> ResponseReturnValue:
    agency = queries.get_agency(agency_id)
    manages = can(current_actor(), Permission.PERSON_MANAGE, Post(agency_id=agency.id))
    return render_template(
        "people/show_agency.html",
        agency=agency,
        figures=places.count_workforce(agency_id=agency.id),
        links=links("agency_links", agency.id),
        hand_overs=handing.list_recent(agency.id) if manages else [],
    )


@bp.get("/schools")
@access(Open.SIGNED_IN)
def list_schools() -> ResponseReturnValue:
    phase, area_id = choice(SchoolPhase, "phase"), request.args.get("area", type=int)
    wanted = request.args.get("name", "").strip()
    found = places.find_page_of_schools(phase, area_id, wanted, read_page_number(request.args))
    return render_template(
        "people/list_schools.html",
        schools=found.page,
        is_close=found.is_close,
        phase=phase,
        phases=offered(SchoolPhase),
        area_id=area_id,
        areas=[(area.id, area.name) for area in places.list_local_areas()],
        name=wanted,
    )


@bp.get("/schools.csv", defaults={"kind": "csv"})
@bp.get("/schools.xlsx", defaults={"kind": "xlsx"})
@bp.get("/schools.ods", defaults={"kind": "ods"})
@access(Open.SIGNED_IN)
def export_schools(kind: str) -> Response:
    area_id, wanted = request.args.get("area", type=int), request.args.get("name", "")
    found = places.find_schools(choice(SchoolPhase, "phase"), area_id, wanted)
    statement: Select[Any] = places.select_school_export(found.statement)
    rows = (
        (row.urn, row.name, row.phase.label, row.area, row.base, row.postcode) for row in streamed(statement)
    )
    head = ("URN", "School", "Phase", word.Local_area, "Base", "Postcode")
    return table_response(FileFormat(kind), "schools", head, rows)


@bp.get("/schools/<int:school_id>")
@access(Open.SIGNED_IN)
def show_school(school_id: int) -> ResponseReturnValue:
    school = queries.get_school_with_place(school_id)
    return render_template(
        "people/show_school.html",
        school=school,
        figures=places.count_workforce(school_id=school.id),
        links=links("school_links", school.id),
    )


def choice(words: type[Word], name: str) -> Word | None:
    """The filter that was chosen, or None for none (or for a word that is not offered)."""
    chosen = request.args.get(name, "")
    return next((word for word in words if word.value == chosen), None)


def offered(words: type[AgencyKind | SchoolPhase]) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in words]
