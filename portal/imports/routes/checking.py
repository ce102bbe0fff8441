"""What a file would do, how far it is, and the buttons that apply, stop or throw it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.imports.domain import EndsMany, ImportState, Outcome
from portal.imports.forms import ApplyForm
from portal.imports.models import FileImport
from portal.imports.queries import files
from portal.imports.reading.packing import unpacked
from portal.imports.reading.refused import refused_rows
from portal.imports.routes.blueprint import bp
from portal.imports.routes.words import change_words
from portal.imports.services import applying, taking
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import csv_response, paged, read_page_number, streamed
from portal.kernel.work import Work

LISTED = (Outcome.ADDED, Outcome.CHANGED, Outcome.ENDED, Outcome.REFUSED, Outcome.LEFT_OUT, Outcome.UNCHANGED)


@bp.get("/files/<int:import_id>")
@access(Permission.IMPORT_RUN)
def show_import(import_id: int) -> ResponseReturnValue:
    taken = files.get_visible_import(current_actor(), import_id)
    if taken.state is ImportState.RECEIVED:
        return redirect(url_for(".name_columns", import_id=import_id))
    return _show(taken, ApplyForm())


def _show(taken: FileImport, form: ApplyForm) -> str:
    at = files.find_work(taken.work_id)
    return render_template(
        "imports/show_import.html",
        taken=taken,
        form=form,
        at=at,
        broken=_is_broken(taken, at),
        ends_many=applying.ends_many(taken),
        **_listed(taken),
    )


def _is_broken(taken: FileImport, at: Work | None) -> bool:
    """Whether the work ended without an answer, so that nobody is to wait for it."""
    return taken.state.is_at_work and taking.is_over(at)


def _listed(taken: FileImport) -> dict[str, Any]:
    """The rows of one outcome, a page of them: the one asked for, else the first that has any."""
    counts = {outcome: getattr(taken, outcome.value) for outcome in LISTED}
    asked = request.args.get("show", "")
    some = [outcome for outcome, count in counts.items() if count] or [Outcome.ADDED]
    chosen = next((outcome for outcome in LISTED if outcome.value == asked), some[0])
    is_refused = chosen is Outcome.REFUSED or taken.state is ImportState.REFUSED
    number = read_page_number(request.args)
    found = files.select_problems(taken.id) if is_refused else files.select_steps(taken.id, chosen)
    return {
        "counts": counts,
        "chosen": Outcome.REFUSED if is_refused else chosen,
        "page": paged(found, number),
        "words": change_words,
    }


@bp.post("/files/<int:import_id>/apply")
@access(Permission.IMPORT_RUN)
def apply(import_id: int) -> ResponseReturnValue:
    form = ApplyForm()
    try:
        with unit_of_work():
            applying.ask_to_apply(current_actor(), form.to_command(import_id))
    except EndsMany as error:
        form.refuse(error)
        return _show(files.get_visible_import(current_actor(), import_id), form)
    except RuleBroken as error:
        flash(error.message, "error")
    return redirect(url_for(".show_import", import_id=import_id))


@bp.post("/files/<int:import_id>/stop")
@access(Permission.IMPORT_RUN)
def stop(import_id: int) -> ResponseReturnValue:
    with unit_of_work():
        taking.stop(current_actor(), import_id)
    flash("The portal stops at the next batch. What it had begun is not kept", "success")
    return redirect(url_for(".show_import", import_id=import_id))


@bp.get("/files/<int:import_id>/refusals")
@access(Permission.IMPORT_RUN)
def refusals(import_id: int) -> ResponseReturnValue:
    """Every refused row as it stands in the file, and why: to be mended there and imported again."""
    taken = files.get_visible_import(current_actor(), import_id)
    reasons = streamed(files.select_problems(taken.id))
    # A file that broke on the way cannot be read to its refused rows.
    if taken.state is ImportState.REFUSED or not files.has_pieces(taken.id):
        return csv_response("refused-rows.csv", ("Row", "Column", "Reason"), reasons)
    rows = _refused_rows(import_id, reasons)
    return csv_response("refused-rows.csv", next(rows), rows)


def _refused_rows(import_id: int, reasons: Iterator[Any]) -> Iterator[Sequence[str]]:
    with unpacked(files.pieces_of(import_id)) as file:
        yield from refused_rows(file, reasons)
