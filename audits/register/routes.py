"""Pages of the register: its list, one assessment, and the way in for files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audits.register import queries, services
from audits.register.changes import Changes, differences
from audits.register.domain import AssessmentStatus, LinkKind, RegisterFilter
from audits.register.forms import DeclareTieForm, UploadForm
from audits.register.models import Assessment
from audits.register.schema import COLUMNS, LINK_COLUMNS
from portal.kernel.access import Permission, access
from portal.kernel.cells import FileRefused
from portal.kernel.chosen import chosen as partnership
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.exports import FileFormat, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import csv_response, paged, read_page_number, read_sort, streamed
from portal.kernel.text import plural
from portal.people.domain import AgencyKind
from portal.people.finding import list_local_areas
from portal.people.models import Agency, LocalArea

bp = Blueprint("register", __name__, url_prefix="/audits/register")

SORTS: dict[str, Any] = {
    "reference": Assessment.reference,
    "local_area": LocalArea.name,
    "agency": Agency.name,
    "level": Assessment.level,
    "opened": Assessment.opened_on,
}
FILTERS = ("reference", "area", "agency-group", "level", "status")
# How many of the rows that a file would add or change its preview lists.
SHOWN = 50
LATEST_FILES = 10


@bp.get("/assessments")
@access(Permission.REGISTER_MANAGE)
def list_assessments() -> ResponseReturnValue:
    chosen = _filter(request.args)
    sort = read_sort(request.args, SORTS, "-opened")
    statement = queries.select_register(chosen).order_by(sort.by(SORTS), Assessment.id)
    return render_template(
        "register/list_assessments.html",
        page=paged(statement, read_page_number(request.args)),
        sort=sort,
        chosen=chosen,
        areas=list_local_areas(),
        kinds=list(AgencyKind),
        levels=partnership().levels,
        statuses=list(AssessmentStatus),
    )


def _filter(asked: Mapping[str, str]) -> RegisterFilter:
    """What the address asks for; anything unreadable is not asked."""
    return RegisterFilter(
        reference=asked.get("reference", "").replace("\0", "").strip()[:40],
        local_area_id=_number(asked.get("area", "")),
        agency_kind=asked.get("agency-group", ""),
        level=_number(asked.get("level", "")),
        status=asked.get("status", ""),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004  # fits the column


@bp.get("/export", defaults={"kind": "csv"})
@bp.get("/export.xlsx", defaults={"kind": "xlsx"})
@bp.get("/export.ods", defaults={"kind": "ods"})
@access(Permission.REGISTER_MANAGE)
def export(kind: str) -> ResponseReturnValue:
    """The register, or the filtered part of it, in the columns that it is imported by."""
    return table_response(FileFormat(kind), "register", COLUMNS, _export_rows(_filter(request.args)))


def _export_rows(chosen: RegisterFilter) -> Iterator[list[object]]:
    links = queries.list_export_links()
    for *cells, assessment_id in streamed(queries.select_export(chosen)):
        kinds = links.get(assessment_id, {})
        cells[8] = cells[8].value
        yield [*cells, *(" ".join(kinds.get(kind, ())) for kind in LINK_COLUMNS.values())]


@bp.get("/template")
@access(Permission.REGISTER_MANAGE)
def template() -> ResponseReturnValue:
    """An empty file with the right columns."""
    return csv_response("register-template.csv", COLUMNS, ())


@bp.route("/assessments/<int:assessment_id>", methods=["GET", "POST"])
@access(Permission.REGISTER_MANAGE)
def show_assessment(assessment_id: int) -> ResponseReturnValue:
    assessment = queries.get_assessment(assessment_id)
    form = DeclareTieForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.declare_tie(current_actor(), form.to_command(assessment_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The tie is noted: this person will not audit this assessment", "success")
            return redirect(url_for(".show_assessment", assessment_id=assessment_id))
    links = queries.list_links(assessment_id)
    return render_template("register/show_assessment.html", assessment=assessment, links=links, form=form)


@bp.post("/assessments/<int:assessment_id>/people/<int:person_id>/<string:kind>/remove")
@access(Permission.REGISTER_MANAGE)
def remove_link(assessment_id: int, person_id: int, kind: str) -> ResponseReturnValue:
    """For mistakes; a part that somebody really had is never taken back."""
    if kind not in set(LinkKind):
        raise NotFound
    with unit_of_work():
        services.remove_link(current_actor(), assessment_id, person_id, LinkKind(kind))
    flash("Removed. The activity log keeps that it was there", "success")
    return redirect(url_for(".show_assessment", assessment_id=assessment_id))


@bp.route("/files/upload", methods=["GET", "POST"])
@access(Permission.REGISTER_MANAGE)
def upload_file() -> ResponseReturnValue:
    form = UploadForm()
    refusal: FileRefused | None = None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                staged = services.stage_file(current_actor(), form.to_command())
        except RuleBroken as error:
            refusal = error if isinstance(error, FileRefused) else None
            form.refuse(error)
        else:
            return redirect(url_for(".check_file", import_id=staged.id))
    return render_template(
        "register/upload_file.html", form=form, refusal=refusal, latest=queries.list_imports(LATEST_FILES)
    )


@bp.get("/files/<int:import_id>")
@access(Permission.REGISTER_MANAGE)
def check_file(import_id: int) -> ResponseReturnValue:
    """What a file that waits would change."""
    staged = queries.get_import(import_id)
    waiting = services.is_waiting(staged)
    changes = services.preview(staged) if waiting else Changes((), (), staged.unchanged)
    return render_template(
        "register/check_file.html",
        staged=staged,
        waiting=waiting,
        changes=changes,
        added=[row.reference for row in changes.added[:SHOWN]],
        changed=[
            (row.reference, _words(stored.values, differences(stored, row)))
            for stored, row in changes.changed[:SHOWN]
        ],
        shown=SHOWN,
    )


@bp.post("/files/<int:import_id>/apply")
@access(Permission.REGISTER_MANAGE)
def apply_file(import_id: int) -> ResponseReturnValue:
    with unit_of_work():
        done = services.apply_file(current_actor(), import_id)
    flash(f"{plural(done.added, 'assessment')} added and {done.changed:,} changed", "success")
    return redirect(url_for(".list_assessments"))


@bp.post("/files/<int:import_id>/discard")
@access(Permission.REGISTER_MANAGE)
def discard_file(import_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.discard_file(current_actor(), import_id)
    flash("The file is thrown away. Nothing was imported", "success")
    return redirect(url_for(".upload_file"))


def _words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What changes in a row; for places and people only that they do."""
    return "; ".join(sorted(_change(name, before.get(name), value) for name, value in after.items()))


def _change(name: str, before: object, after: object) -> str:
    if name in set(LinkKind):
        return f"people: {LinkKind(name).label.lower()}"
    label = name.removesuffix("_id").replace("is_", "").replace("_", " ")
    if name.endswith("_id"):
        return label
    return f"{label}: {_shown(before)} → {_shown(after)}"


def _shown(value: object) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, AssessmentStatus | date):
        return value.label if isinstance(value, AssessmentStatus) else value.isoformat()
    return str(value)
