"""Pages about the sample: the frame, the draw, and what leaves the sample."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audits.cycles.domain import IN_SAMPLE, SAMPLING, CycleState, Stratum
from audits.cycles.draw import shares
from audits.cycles.forms import DrawForm, LeaveSampleForm
from audits.cycles.models import AuditCycle
from audits.cycles.queries import cycles as cycle_queries
from audits.cycles.queries import sample as queries
from audits.cycles.queries.sample import FrameLine
from audits.cycles.routes.blueprint import bp, cycle_to_show
from audits.cycles.services import drawing as services
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import Page, csv_response, read_page_number
from portal.kernel.text import plural

FRAME_COLUMNS = ("reference", *(stratum.value for stratum in Stratum))
BEFORE_DRAW = {CycleState.DRAFT, CycleState.PLANNED}


@bp.route("/<int:cycle_id>/draw", methods=["GET", "POST"])
@access(Permission.CYCLE_MANAGE)
def draw(cycle_id: int) -> ResponseReturnValue:
    """Who is in, who is out and why, and each stratum's share: all of it before anything is drawn."""
    cycle = cycle_to_show(cycle_id)
    form = DrawForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.draw_sample(current_actor(), form.to_command(cycle_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{plural(cycle.size, 'assessment')} drawn. The sample is frozen", "success")
            return redirect(url_for(".show_sample", cycle_id=cycle_id))
    if cycle.state not in BEFORE_DRAW:
        return redirect(url_for(".show_sample", cycle_id=cycle_id))
    frame = services.list_frame(cycle)
    out = [line for line in frame if line.excluded]
    return render_template(
        "cycles/draw.html",
        form=form,
        cycle=cycle,
        frame=frame,
        reasons=Counter(line.excluded for line in out),
        excluded=_page(out),
        **_strata(cycle, frame),
    )


def _strata(cycle: AuditCycle, frame: Sequence[FrameLine]) -> dict[str, object]:
    """Population and share of every stratum, or why the size does not fit."""
    framed = services.framed((line.row for line in frame if line.excluded is None), cycle.strata)
    populations = Counter(one.stratum for one in framed)
    try:
        places, problem = shares(populations, cycle.size), ""
    except RuleBroken as error:
        places, problem = {}, error.message
    strata = [(name, populations[name], places.get(name, "")) for name in sorted(populations)]
    return {"strata": strata, "problem": problem, "population": populations.total()}


def _page(lines: Sequence[FrameLine], size: int = 25) -> Page[FrameLine]:
    number = read_page_number(request.args)
    number = min(number, max(1, -(-len(lines) // size)))
    return Page(lines[(number - 1) * size : number * size], number, size, len(lines))


@bp.get("/<int:cycle_id>/frame")
@access(Permission.CYCLE_MANAGE)
def export_frame(cycle_id: int) -> ResponseReturnValue:
    """The frame as the draw sees it: frozen once drawn, as it stands before."""
    cycle = cycle_to_show(cycle_id)
    if cycle.state in BEFORE_DRAW:
        rows = [line.row for line in services.list_frame(cycle) if line.excluded is None]
    else:
        rows = cycle_queries.get_frame_rows(cycle_id)
    return csv_response(
        f"frame-{cycle_id}.csv", FRAME_COLUMNS, ([row[name] for name in FRAME_COLUMNS] for row in rows)
    )


@bp.get("/<int:cycle_id>/sample")
@access(Permission.CYCLE_MANAGE)
def show_sample(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_to_show(cycle_id)
    if not cycle.drawn_at:
        return redirect(url_for(".draw", cycle_id=cycle_id))
    lines = queries.list_sample(cycle_id)
    return render_template(
        "cycles/show_sample.html",
        cycle=cycle,
        lines=lines,
        references={line.id: line.reference for line in lines},
        twice=sum(line.marks > 1 and line.state in IN_SAMPLE for line in lines),
        line_to_run=_line_to_run(cycle),
        may_change=cycle.state in SAMPLING,
    )


def _line_to_run(cycle: AuditCycle) -> str:
    """What anyone types to draw again from the exported frame."""
    strata = f" --strata {','.join(cycle.strata)}" if cycle.strata else ""
    return (
        f"flask audits draw --seed {shlex.quote(cycle.seed)} --size {cycle.size}{strata} frame-{cycle.id}.csv"
    )


@bp.route("/sample/<int:item_id>/leave", methods=["GET", "POST"])
@access(Permission.CYCLE_MANAGE)
def leave_sample(item_id: int) -> ResponseReturnValue:
    item = queries.get_item(item_id)
    if item.is_reserve:
        raise NotFound
    reference, cycle_id = item.assessment.reference, item.cycle_id
    form = LeaveSampleForm()
    if form.validate_on_submit():
        change = services.replace if form.then.data == "replace" else services.withdraw
        try:
            with unit_of_work():
                change(current_actor(), cycle_id, form.to_command(item_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{reference} has left the sample", "success")
            return redirect(url_for(".show_sample", cycle_id=cycle_id))
    cycle = cycle_to_show(cycle_id)
    return render_template("cycles/leave_sample.html", form=form, reference=reference, cycle=cycle)


@bp.post("/sample/<int:item_id>/mark-once")
@access(Permission.CYCLE_MANAGE)
def mark_once(item_id: int) -> ResponseReturnValue:
    cycle_id = queries.get_item(item_id).cycle_id
    with unit_of_work():
        services.mark_once(current_actor(), cycle_id, item_id)
    flash("This assessment is marked once", "success")
    return redirect(url_for(".show_allocation", cycle_id=cycle_id))
