"""The list of people, its download, and the page of one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, access, can
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.exports import read_format, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import registry
from portal.kernel.tables import count_rows, read_page_number, read_sort, streamed
from portal.kernel.words import worded
from portal.people.domain import Lack, PeopleFilter, RoleGroup, Standing
from portal.people.finding import people as finding
from portal.people.finding import places
from portal.people.finding import posts as posts_finding
from portal.people.models import Person, Post
from portal.people.routes.blueprint import bp
from portal.people.routes.directory import links
from portal.people.services import people as services
from portal.people.services.people import may_change

Word = TypeVar("Word", bound=StrEnum)
PAID = (("paid", "Paid"), ("unpaid", "Unpaid"))
EXPORT_HEAD = (
    *("Reference", "Given name", "Family name", "Email address", "Phone"),
    *("Agency", "URN", "{Local_area}", "Team", "Job title", "Role group"),
    *("Paid", "From", "To", "Manager"),
)


@bp.get("/people")
@access(Permission.PERSON_READ)
def list_people() -> ResponseReturnValue:
    actor, chosen = current_actor(), _chosen()
    sort = read_sort(request.args, finding.ORDERS, "closest" if chosen.name else "name")
    number = read_page_number(request.args)
    found = finding.find_page_of_people(actor, chosen, sort, number, _has_account())
    return render_template(
        "people/list_people.html",
        people=found.page,
        posts=finding.main_posts(actor, [person.id for person in found.page.items]),
        chosen=chosen,
        is_close=found.is_close,
        sort=sort,
        **_choices(),
    )


def _choices() -> dict[str, Any]:
    offered = places.list_places()
    return {
        "agencies": offered.agencies,
        "schools": offered.schools,
        "areas": offered.areas,
        "role_groups": _offered(RoleGroup),
        "standings": _offered(Standing),
        "lacks": _offered(Lack),
        "paid": PAID,
    }


def _chosen() -> PeopleFilter:
    asked = request.args
    return PeopleFilter(
        name=asked.get("name", "").strip(),
        close=asked.get("close") == "yes",
        agency_id=asked.get("agency", type=int),
        school_id=asked.get("school", type=int),
        local_area_id=asked.get("area", type=int),
        role_group=_word(RoleGroup, "group"),
        is_paid={"paid": True, "unpaid": False}.get(asked.get("paid", "")),
        standing=_word(Standing, "standing"),
        lacks=_word(Lack, "lacks"),
    )


def _word(words: type[Word], name: str) -> Word | None:
    """The filter that was chosen, or None for none (or for a word that is not offered)."""
    chosen = request.args.get(name, "")
    return next((word for word in words if word.value == chosen), None)


def _offered(words: Iterable[Any]) -> list[tuple[str, str]]:
    return [(word.value, word.label) for word in words]


def _has_account() -> finding.HasAccount | None:
    return next(iter(registry().providers("has_account")), None)


@bp.post("/people/export")
@access(Permission.PERSON_READ)
@reads_first
def export_people() -> Response:
    """People's details leave the portal: the log says who took which, and how many."""
    actor, chosen, kind = current_actor(), _chosen(), read_format(request.form.get("format", ""))
    found = finding.find_people(actor, chosen, has_account=_has_account())
    with unit_of_work():
        services.note_export(actor, chosen, kind.value, count_rows(found.statement))
    return table_response(
        kind, "people", [worded(name) for name in EXPORT_HEAD], _export_rows(actor, found.statement)
    )


def _export_rows(actor: Actor, statement: Select[Any]) -> Iterator[tuple[object, ...]]:
    found = streamed(finding.select_export(statement, actor))
    return ((*row[:10], row[10] and row[10].label, *row[11:]) for row in found)


@bp.get("/people/<int:person_id>")
@access(Permission.PERSON_READ)
def show_person(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = finding.get_visible_person(actor, person_id)
    if person.id != person_id:
        return redirect(url_for(".show_person", person_id=person.id))
    if activity.record_openings(actor, "open_person", Person, {person_id: person_id}):
        person = finding.get_visible_person(actor, person_id)
    return render_template(
        "people/show_person.html",
        person=person,
        posts=finding.list_posts(actor, person.id),
        other_posts=finding.count_other_posts(actor, person.id),
        may_change=may_change(actor, person, posts_finding.list_held_posts(person.id)),
        teams=posts_finding.list_teams(actor, person.id),
        may_hand_over=lambda agency_id: can(actor, Permission.PERSON_MANAGE, Post(agency_id=agency_id)),
        grants=finding.list_current_grants(person.id),
        links=links("person_links", person.id),
    )
