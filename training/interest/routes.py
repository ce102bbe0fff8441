"""“Tell me about new dates” on a course's page, and how many asked, for those who run training."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Open, Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting
from portal.kernel.tables import Sort, paged, read_page_number, read_sort, streamed
from portal.kernel.text import day
from training.catalogue.domain import EventAction
from training.catalogue.models import Course
from training.catalogue.queries import get_course
from training.interest import queries, services

bp = Blueprint("interest", __name__, url_prefix="/training")
HEAD = ("Course", "People who want it", "First asked on", "Dates to book")
AGENCY_HEAD = ("Agency", "People who want it")


@bp.post("/courses/<int:course_id>/interest/ask")
@access(Open.SIGNED_IN)
def note_interest(course_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            services.note_interest(current_actor(), course_id)
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash("We will write to you when there is a new date", "success")
    return redirect(url_for("catalogue.show_course", course_id=course_id))


@bp.post("/courses/<int:course_id>/interest/end")
@access(Open.SIGNED_IN)
def end_interest(course_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.end_interest(current_actor(), course_id)
    flash("We will not write to you about new dates", "success")
    return redirect(url_for("catalogue.show_course", course_id=course_id))


@bp.get("/interest")
@access(Permission.EVENT_MANAGE)
def list_interest() -> ResponseReturnValue:
    """Courses that people want, those that most people want first."""
    words, sort = request.args.get("words", ""), _sort()
    page = paged(queries.select_demand(words, sort), read_page_number(request.args))
    return render_template("interest/list_interest.html", page=page, words=words, sort=sort)


@bp.get("/interest.csv", defaults={"kind": "csv"})
@bp.get("/interest.xlsx", defaults={"kind": "xlsx"})
@bp.get("/interest.ods", defaults={"kind": "ods"})
@access(Permission.EVENT_MANAGE)
def export_interest(kind: str) -> Response:
    statement = queries.select_demand(request.args.get("words", ""), _sort())
    rows = ((one.title, one.people, day(one.since), one.dates) for one in streamed(statement))
    return table_response(FileFormat(kind), "interest-in-courses", HEAD, rows)


def _sort() -> Sort:
    return read_sort(request.args, queries.ORDERS, "-people")


@bp.get("/courses/<int:course_id>/interest")
@access(Permission.EVENT_MANAGE)
def list_agencies(course_id: int) -> ResponseReturnValue:
    """From which agencies those come who want one course; nobody is named."""
    course = get_course(course_id)
    page = paged(queries.select_agencies(course_id), read_page_number(request.args))
    return render_template("interest/list_agencies.html", course=course, page=page)


@bp.get("/courses/<int:course_id>/interest.csv", defaults={"kind": "csv"})
@bp.get("/courses/<int:course_id>/interest.xlsx", defaults={"kind": "xlsx"})
@bp.get("/courses/<int:course_id>/interest.ods", defaults={"kind": "ods"})
@access(Permission.EVENT_MANAGE)
def export_agencies(course_id: int, kind: str) -> Response:
    get_course(course_id)
    rows = ((one.agency, one.people) for one in streamed(queries.select_agencies(course_id)))
    return table_response(FileFormat(kind), f"interest-in-course-{course_id}", AGENCY_HEAD, rows)


def course_actions(actor: Actor | None, course: Course) -> Iterator[EventAction]:
    """What stands on the page of a course."""
    if actor is None:
        return
    if queries.find_interest(course.id, actor.person_id) is not None:
        url = url_for("interest.end_interest", course_id=course.id)
        standing = "You will be told when there is a new date"
        yield EventAction("Do not tell me about new dates", url, standing=standing, posts=True)
    elif course.is_listed:
        url = url_for("interest.note_interest", course_id=course.id)
        yield EventAction("Tell me about new dates", url, posts=True)
    if can(actor, Permission.EVENT_MANAGE):
        yield EventAction("Who wants this course", url_for("interest.list_agencies", course_id=course.id))


def list_notes(person_id: int) -> list[Waiting]:
    """At the top of “My training”: what this person asked to be told about."""
    return [
        Waiting(
            title=one.title,
            url=url_for("catalogue.show_course", course_id=one.id),
            detail="You will be told about new dates of",
        )
        for one in queries.list_of(person_id)
    ]
