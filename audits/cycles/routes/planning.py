"""Pages about cycles as a whole: the list, a new one, one cycle and its steps."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audits.cycles.domain import NEXT_STATES, STEPS, CycleState, Scope, Stratum
from audits.cycles.forms import FORM_LABELS, CancelCycleForm, PlanCycleForm
from audits.cycles.models import AuditCycle
from audits.cycles.queries import cycles as queries
from audits.cycles.routes.blueprint import bp, cycle_to_show
from audits.cycles.services import planning as services
from checklists.domain import VersionState
from checklists.queries import list_versions
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor


@bp.get("")
@access(Permission.CYCLE_MANAGE)
def list_cycles() -> ResponseReturnValue:
    return render_template("cycles/list_cycles.html", cycles=queries.list_cycles())


@bp.route("/new", methods=["GET", "POST"])
@access(Permission.CYCLE_MANAGE)
def plan_cycle() -> ResponseReturnValue:
    form = PlanCycleForm()
    form.offer((line.id, line.title) for line in list_versions(VersionState.PUBLISHED))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                cycle = services.plan_cycle(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"“{cycle.name}” is planned", "success")
            return redirect(url_for(".show_cycle", cycle_id=cycle.id))
    return render_template("cycles/plan_cycle.html", form=form)


@bp.get("/<int:cycle_id>")
@access(Permission.CYCLE_MANAGE)
def show_cycle(cycle_id: int) -> ResponseReturnValue:
    """How far the cycle has come and what it needs next."""
    cycle = cycle_to_show(cycle_id)
    progress = queries.get_progress(cycle.id)
    step = next((state for state in STEPS if state in NEXT_STATES[cycle.state]), None)
    return render_template(
        "cycles/show_cycle.html",
        cycle=cycle,
        scope=Scope.read(cycle.scope),
        strata=[Stratum(name).label for name in cycle.strata],
        form_label=FORM_LABELS[cycle.form_kind],
        form_title=queries.find_form_title(cycle.checklist_version_id),
        progress=progress,
        items=queries.count_items(cycle.id),
        step=step,
        blockers=services.find_blockers(cycle.id, step, progress) if step else [],
        may_cancel=CycleState.CANCELLED in NEXT_STATES[cycle.state],
    )


@bp.post("/<int:cycle_id>/advance")
@access(Permission.CYCLE_MANAGE)
def advance(cycle_id: int) -> ResponseReturnValue:
    """The next step after “open”; the button says which, so that two clicks do not take two steps."""
    to = request.form.get("to", "")
    if to not in set(STEPS):
        raise RuleBroken("Choose a step from the cycle’s page")  # British quotation marks
    with unit_of_work():
        cycle = services.advance(current_actor(), cycle_id, CycleState(to))
    flash(f"“{cycle.name}” is now: {cycle.state.label.lower()}", "success")
    return redirect(url_for(".show_cycle", cycle_id=cycle_id))


@bp.route("/<int:cycle_id>/cancel", methods=["GET", "POST"])
@access(Permission.CYCLE_MANAGE)
def cancel(cycle_id: int) -> ResponseReturnValue:
    cycle: AuditCycle = cycle_to_show(cycle_id)
    form = CancelCycleForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.cancel(current_actor(), cycle_id, form.reason.data or "")
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The cycle is called off. What was marked is kept and not counted", "success")
            return redirect(url_for(".show_cycle", cycle_id=cycle_id))
    return render_template("cycles/cancel.html", form=form, cycle=cycle)
