"""A file's way in: what has come in before, the upload, and which column holds what."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.imports.domain import LARGEST_FILE_MB, ImportKind, ImportState
from portal.imports.forms import (
    UPLOAD_FORMS,
    SchoolsUploadForm,
    UploadForm,
    WorkforceUploadForm,
    columns_form,
)
from portal.imports.models import ImportSource
from portal.imports.queries import files
from portal.imports.reading.fields import FIELDS
from portal.imports.reading.packing import pack
from portal.imports.reading.table import READERS
from portal.imports.routes.blueprint import bp
from portal.imports.routes.examples import EXAMPLES
from portal.imports.services import taking
from portal.kernel.access import Permission, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.errors import Forbidden, NotFound, RuleBroken
from portal.kernel.forms import takes_files
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import csv_response, paged, read_page_number
from portal.people.finding import list_local_areas


@bp.get("")
@access(Permission.IMPORT_RUN)
def list_imports() -> ResponseReturnValue:
    kind = next((kind for kind in ImportKind if kind.value == request.args.get("kind")), None)
    is_waiting = request.args.get("waiting") == "yes"
    found = files.select_imports(current_actor(), kind, only_waiting=is_waiting)
    return render_template(
        "imports/list_imports.html",
        page=paged(found, read_page_number(request.args)),
        kind=kind,
        kinds=_kinds(),
        is_waiting=is_waiting,
    )


def _kinds() -> list[ImportKind]:
    """The kinds of list that this actor may bring in."""
    is_all = files.led_agencies(current_actor()) is None
    return [kind for kind in READERS if is_all or kind is ImportKind.WORKFORCE]


def _kind(word: str) -> ImportKind:
    """Raise `NotFound` for a word that is none, `Forbidden` for a list that others bring in."""
    kind = next((kind for kind in ImportKind if kind.value == word), None)
    if kind is None:
        raise NotFound
    if kind not in _kinds():
        raise Forbidden
    return kind


@bp.route("/<string:kind>/upload", methods=["GET", "POST"])
@access(Permission.IMPORT_RUN)
@reads_first
@takes_files(LARGEST_FILE_MB)
def upload_file(kind: str) -> ResponseReturnValue:
    chosen = _kind(kind)
    sources = files.list_sources(current_actor(), chosen)
    form = UPLOAD_FORMS[chosen](data=_remembered(sources))
    form.offer_sources([(source.id, source.name) for source in sources])
    _offer(form)
    if form.validate_on_submit():
        try:
            packed = pack(form.file.data.filename or "", form.file.data.stream)
            with unit_of_work():
                taken = taking.take_file(current_actor(), form.to_command(), packed)
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".name_columns", import_id=taken.id))
    return render_template("imports/upload_file.html", form=form, kind=chosen, fields=FIELDS[chosen])


def _remembered(sources: Sequence[ImportSource]) -> dict[str, object]:
    """What was said at the last upload from the source that is asked for, or from the latest one."""
    asked = request.args.get("source", "")
    last = next((source for source in sources if str(source.id) == asked), None)
    last = last or max(sources, key=lambda source: source.used_at, default=None)
    said = taking.choices_of(last)
    words: dict[str, object] = {name: getattr(said, name) for name in ("local_authority", "districts")}
    words |= {"local_area": said.local_area_id, "agency": said.agency_id, "coverage": said.coverage.value}
    if said.role_group:
        words["role_group"] = said.role_group
    return words | {"source": last.id if last else None}


def _offer(form: UploadForm) -> None:
    if isinstance(form, SchoolsUploadForm):
        form.offer([(area.id, area.name) for area in list_local_areas()])
    if isinstance(form, WorkforceUploadForm):
        led = files.led_agencies(current_actor())
        form.offer([(row.id, row.name) for row in files.list_agencies(led)], may_be_many=led is None)


@bp.route("/files/<int:import_id>/columns", methods=["GET", "POST"])
@access(Permission.IMPORT_RUN)
def name_columns(import_id: int) -> ResponseReturnValue:
    taken = files.get_visible_import(current_actor(), import_id)
    if request.method == "GET" and taken.state is not ImportState.RECEIVED:
        return redirect(url_for(".show_import", import_id=import_id))
    form = columns_form(taken.kind)(data=taken.mapping)
    form.offer(taken.headings, taken.samples)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                taking.name_columns(current_actor(), form.to_command(import_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_import", import_id=import_id))
    used = set(taken.mapping.values())
    return render_template(
        "imports/name_columns.html",
        form=form,
        taken=taken,
        fields=FIELDS[taken.kind],
        others=[heading for heading in taken.headings if heading not in used],
    )


@bp.get("/<string:kind>/template")
@access(Permission.IMPORT_RUN)
def template(kind: str) -> ResponseReturnValue:
    """A file with the columns that are understood without being named, and an invented row."""
    chosen = _kind(kind)
    head, *rows = EXAMPLES[chosen]
    return csv_response(f"{chosen.value}-template.csv", head, rows)


@bp.post("/files/<int:import_id>/discard")
@access(Permission.IMPORT_RUN)
def discard(import_id: int) -> ResponseReturnValue:
    with unit_of_work():
        taking.discard(current_actor(), import_id)
    flash("The file is thrown away, with everything that was read from it", "success")
    return redirect(url_for(".list_imports"))
