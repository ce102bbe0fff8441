"""The inspection pack of a school or an agency: a page, a PDF and a workbook."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, access, can, require
from portal.kernel.exports import workbook_response
from portal.kernel.letters import public_address
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.kernel.tables import paged_at_once, read_page_number
from portal.people.models import Person
from portal.people.queries import get_agency, get_school_with_place
from training.certificates.routes.blueprint import CHECK_PAGE
from training.certificates.routes.packing import AgencySubject
from training.champions import finding
from training.champions.queries import SchoolSubject
from training.inspection import documents, queries
from training.inspection.documents import Pack
from training.inspection.domain import PackRules, Place, TooMany

bp = Blueprint("inspection", __name__)

OPENED, TAKEN = "open_inspection_pack", "download_inspection_pack"
PEOPLE_A_PAGE = 50


@bp.get("/schools/<int:school_id>/inspection-pack")
@access(Permission.CERTIFICATE_READ)
def show_school(school_id: int) -> ResponseReturnValue:
    return _page(_school(school_id))


@bp.get("/agencies/<int:agency_id>/inspection-pack")
@access(Permission.CERTIFICATE_READ)
def show_agency(agency_id: int) -> ResponseReturnValue:
    return _page(_agency(agency_id))


@bp.get("/schools/<int:school_id>/inspection-pack.pdf", defaults={"kind": "pdf"})
@bp.get("/schools/<int:school_id>/inspection-pack.xlsx", defaults={"kind": "xlsx"})
@access(Permission.CERTIFICATE_READ)
def download_of_school(school_id: int, kind: str) -> Response:
    return _file(_school(school_id), kind)


@bp.get("/agencies/<int:agency_id>/inspection-pack.pdf", defaults={"kind": "pdf"})
@bp.get("/agencies/<int:agency_id>/inspection-pack.xlsx", defaults={"kind": "xlsx"})
@access(Permission.CERTIFICATE_READ)
def download_of_agency(agency_id: int, kind: str) -> Response:
    return _file(_agency(agency_id), kind)


def _school(school_id: int) -> Place:
    """The school, for whoever may see what its staff hold and what is asked of them."""
    found = get_school_with_place(school_id)
    _refuse_strangers(SchoolSubject(found.id, found.agency_id))
    return Place(agency_id=found.agency_id, name=found.name, known_as=f"URN {found.urn}", school_id=found.id)


def _agency(agency_id: int) -> Place:
    found = get_agency(agency_id)
    _refuse_strangers(AgencySubject(found.id))
    return Place(agency_id=found.id, name=found.name, known_as=found.kind.label)


def _refuse_strangers(subject: object) -> None:
    for needed in (Permission.CERTIFICATE_READ, Permission.REQUIREMENT_READ):
        require(current_actor(), needed, subject)


def _page(place: Place) -> str:
    only_missing = request.args.get("show") == "missing"
    people = queries.select_people(place, only_missing=only_missing)
    page = paged_at_once(people, read_page_number(request.args), PEOPLE_A_PAGE)
    _write_down(OPENED, [one.id for one in page.items])
    pack = _pack(place)
    return render_template(
        "inspection/_pack.html",
        page=page,
        members=queries.list_members(place, page.items),
        only_missing=only_missing,
        most=in_force(PackRules).in_one_pdf,
        **pack.facts(),
    )


def _file(place: Place, kind: str) -> Response:
    """That it left the portal is written down for everybody who is in it."""
    pack = _pack(place)
    if kind == "pdf" and pack.figures.people > in_force(PackRules).in_one_pdf:
        raise TooMany
    people = queries.list_people(place)
    _write_down(TAKEN, [one.id for one in people])
    name, members = f"inspection-pack-{clock.today()}", queries.stream_members(place, people)
    if kind == "pdf":
        made = documents.draw(pack, list(members))
        headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
        return Response(made, mimetype="application/pdf", headers=headers)
    return workbook_response(name, documents.sheets(pack, members))


def _write_down(verb: str, people: Collection[int]) -> None:
    activity.record_openings(current_actor(), verb, Person, {one: one for one in people})


def _pack(place: Place) -> Pack:
    holders = finding.list_holders(place.school_id) if place.school_id is not None else []
    today = clock.today()
    figures, asked = queries.count_people(place)
    return Pack(
        place=place,
        made_at=clock.now(),
        asked_by=current_actor().name,
        figures=figures,
        asked=asked,
        holders=[one for one in holders if one.starts_on <= today and not one.is_over(today)],
        check_page=public_address(CHECK_PAGE),
    )


def school_links(actor: Actor, school_id: int) -> list[Link]:
    """The way from pages about a school's staff, whose readers may see them."""
    if not can(actor, Permission.CERTIFICATE_READ):
        return []
    return [Link("Inspection pack", url_for("inspection.show_school", school_id=school_id))]


def agency_links(actor: Actor, agency_id: int) -> list[Link]:
    if not can(actor, Permission.CERTIFICATE_READ, AgencySubject(agency_id)):
        return []
    return [Link("Inspection pack", url_for("inspection.show_agency", agency_id=agency_id))]
