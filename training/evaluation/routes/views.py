"""The same results for many events together: of a course, of a trainer, and by kind of agency."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access, require
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from training.evaluation import finding, queries
from training.evaluation.domain import STEPS, Shown, findings, versions_of
from training.evaluation.routes.blueprint import bp
from training.evaluation.routes.results import OfTrainers, pictures, step_said


@bp.get("/evaluation/courses")
@access(Permission.EVALUATION_COMPARE)
def list_courses() -> ResponseReturnValue:
    page = paged(finding.select_courses(), read_page_number(request.args))
    return render_template("evaluation/list_courses.html", page=page)


@bp.get("/evaluation/courses/<int:course_id>")
@access(Permission.EVALUATION_COMPARE)
def show_course(course_id: int) -> ResponseReturnValue:
    course = queries.get_course(course_id)
    found = pictures(finding.read_shown(finding.of_course(course_id)), queries.map_versions())
    return render_template("evaluation/show_course.html", course=course, **found)


@bp.get("/evaluation/trainers/<int:person_id>")
@access(Permission.EVALUATION_READ)
def show_trainer(person_id: int) -> ResponseReturnValue:
    """Of all events that somebody taught: for themself, and for those who run training."""
    name = queries.get_trainer(person_id)
    require(current_actor(), Permission.EVALUATION_READ, OfTrainers(frozenset({person_id})))
    found = pictures(finding.read_shown(finding.of_trainer(person_id)), queries.map_versions())
    return render_template("evaluation/show_trainer.html", person_id=person_id, name=name, **found)


@bp.get("/evaluation/agencies")
@access(Permission.EVALUATION_COMPARE)
def list_agencies() -> ResponseReturnValue:
    """By kind of agency, over the events of the last year. A kind counts where five of it answered."""
    found = finding.read_shown(finding.of_last_year())
    versions = queries.map_versions()
    kinds = sorted({one.kind for one in found.answers if one.kind}, key=lambda one: one.label)
    return render_template(
        "evaluation/list_agencies.html",
        shown=found,
        kinds=[(kind, pictures(found.of_kind(kind), versions, kind.value)) for kind in kinds],
    )


@bp.get("/training/events/<int:event_id>/evaluation/results.csv")
@access(Permission.EVALUATION_READ)
def export_event(event_id: int) -> Response:
    event = queries.get_event(event_id)
    require(current_actor(), Permission.EVALUATION_READ, event)
    return _table(f"evaluation-{event.code.casefold()}", finding.read_shown(finding.only(event_id)))


@bp.get("/evaluation/courses/<int:course_id>.csv")
@access(Permission.EVALUATION_COMPARE)
def export_course(course_id: int) -> Response:
    queries.get_course(course_id)
    return _table(f"evaluation-course-{course_id}", finding.read_shown(finding.of_course(course_id)))


@bp.get("/evaluation/trainers/<int:person_id>.csv")
@access(Permission.EVALUATION_READ)
def export_trainer(person_id: int) -> Response:
    queries.get_trainer(person_id)
    require(current_actor(), Permission.EVALUATION_READ, OfTrainers(frozenset({person_id})))
    return _table("evaluation-trainer", finding.read_shown(finding.of_trainer(person_id)))


def _table(name: str, found: Shown) -> Response:
    """What the page shows, and nothing that it hides: made of the same answers."""
    head = (
        "Statement",
        "Form",
        *map(str, range(1, 6)),
        "Mean",
        "People",
        "Mean change",
        "Low",
        "High",
        "Versions",
    )
    return table_response(FileFormat.CSV, name, head, _rows(found))


def _rows(found: Shown) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    asked = ", ".join(map(str, sorted(versions_of(found.answers))))
    for one in findings(found.answers, queries.map_versions()):
        for form, spread in one.spreads.items():
            mean = "" if spread.mean is None else round(spread.mean, 2)
            counts = (spread.counts[rating] for rating in sorted(spread.counts))
            rows.append(
                (one.statement.text, form.label, *counts, mean, spread.n, "", "", "", one.only_in or asked)
            )
        for step in STEPS:
            if step in one.changes:
                change = one.changes[step]
                numbers = (round(number, 2) for number in (change.mean, change.low, change.high))
                empty = ("",) * 6
                rows.append(
                    (one.statement.text, step_said(step), *empty, change.n, *numbers, one.only_in or asked)
                )
    return rows
