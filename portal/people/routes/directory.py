"""Who and what belongs to the partnership: people, agencies, schools and Local Area Teams."""

from __future__ import annotations

from typing import TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Open, Permission, access
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link, registry
from portal.kernel.tables import paged, read_page_number
from portal.people import finding, queries
from portal.people.domain import AgencyKind, SchoolPhase
from portal.people.routes.blueprint import bp

Word = TypeVar("Word", AgencyKind, SchoolPhase)


@bp.get("/directory")
@access(Open.SIGNED_IN)
def directory() -> ResponseReturnValue:
    return render_template("people/directory.html")


@bp.get("/people")
@access(Permission.PERSON_READ)
def list_people() -> ResponseReturnValue:
    wanted = request.args.get("name", "").strip()
    people = paged(finding.select_people(current_actor(), wanted), read_page_number(request.args))
    posts = finding.main_posts([person.id for person in people.items])
    return render_template("people/list_people.html", people=people, posts=posts, name=wanted)


@bp.get("/people/<int:person_id>")
@access(Permission.PERSON_READ)
def show_person(person_id: int) -> ResponseReturnValue:
    person = finding.get_visible_person(current_actor(), person_id)
    if person.id != person_id:
        return redirect(url_for(".show_person", person_id=person.id))
    return render_template(
        "people/show_person.html",
        person=person,
        posts=finding.list_posts(person.id),
        grants=finding.list_current_grants(person.id),
        links=_links("person_links", person.id),
    )


def _links(provider: str, subject_id: int) -> list[Link]:
    """What the rooms above know about this person or school. Providers ask the database nothing."""
    actor = current_actor()
    return [link for offer in registry().providers(provider) for link in offer(actor, subject_id)]


@bp.get("/agencies")
@access(Open.SIGNED_IN)
def list_agencies() -> ResponseReturnValue:
    kind = _choice(AgencyKind, "kind")
    wanted = request.args.get("name", "").strip()
    agencies = paged(finding.select_agencies(kind, wanted), read_page_number(request.args))
    return render_template(
        "people/list_agencies.html", agencies=agencies, kind=kind, kinds=_offered(AgencyKind), name=wanted
    )


@bp.get("/agencies/<int:agency_id>")
@access(Open.SIGNED_IN)
def show_agency(agency_id: int) -> ResponseReturnValue:
    agency = queries.get_agency(agency_id)
    return render_template(
        "people/show_agency.html", agency=agency, figures=finding.count_workforce(agency_id=agency.id)
    )


@bp.get("/schools")
@access(Open.SIGNED_IN)
def list_schools() -> ResponseReturnValue:
    phase = _choice(SchoolPhase, "phase")
    area_id = request.args.get("area", type=int)
    wanted = request.args.get("name", "").strip()
    return render_template(
        "people/list_schools.html",
        schools=paged(finding.select_schools(phase, area_id, wanted), read_page_number(request.args)),
        phase=phase,
        phases=_offered(SchoolPhase),
        area_id=area_id,
        areas=[(area.id, area.name) for area in finding.list_local_areas()],
        name=wanted,
    )


@bp.get("/schools/<int:school_id>")
@access(Open.SIGNED_IN)
def show_school(school_id: int) -> ResponseReturnValue:
    school = queries.get_school_with_place(school_id)
    return render_template(
        "people/show_school.html",
        school=school,
        figures=finding.count_workforce(school_id=school.id),
        links=_links("school_links", school.id),
    )


@bp.get("/local-area-teams")
@access(Open.SIGNED_IN)
def list_local_areas() -> ResponseReturnValue:
    return render_template("people/list_local_areas.html", areas=finding.list_areas_with_figures())


def _choice(words: type[Word], name: str) -> Word | None:
    """The filter that was chosen, or None for none (or for a word that is not offered)."""
    chosen = request.args.get(name, "")
    return next((word for word in words if word.value == chosen), None)


def _offered(words: type[AgencyKind | SchoolPhase]) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in words]
