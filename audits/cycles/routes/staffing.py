"""Pages about who audits: auditors and their capacity, slots and who holds them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audits.cycles.domain import SAMPLING, STAFFING, CycleState
from audits.cycles.forms import AddAuditorForm, PinForm
from audits.cycles.queries import sample as sample_queries
from audits.cycles.queries import staffing as queries
from audits.cycles.queries.cycles import get_cycle
from audits.cycles.routes.blueprint import bp, cycle_to_show
from audits.cycles.services import issuing
from audits.cycles.services import slots as slot_services
from audits.cycles.services import staffing as services
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.text import listed, plural


@bp.route("/<int:cycle_id>/auditors", methods=["GET", "POST"])
@access(Permission.CYCLE_MANAGE)
def list_auditors(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_to_show(cycle_id)
    auditors = queries.list_auditors(cycle_id)
    form = AddAuditorForm()
    here = [(line.person_id, f"{line.name} (here already)") for line in auditors]
    form.offer([*queries.list_possible_auditors(cycle_id), *here])
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_auditor(current_actor(), form.to_command(cycle_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Saved", "success")
            return redirect(url_for(".list_auditors", cycle_id=cycle_id))
    return render_template(
        "cycles/list_auditors.html",
        cycle=cycle,
        auditors=auditors,
        form=form,
        may_change=cycle.state in STAFFING,
    )


@bp.post("/<int:cycle_id>/auditors/<int:person_id>/remove")
@access(Permission.CYCLE_MANAGE)
def remove_auditor(cycle_id: int, person_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.remove_auditor(current_actor(), cycle_id, person_id)
    flash("This person no longer audits in the cycle", "success")
    return redirect(url_for(".list_auditors", cycle_id=cycle_id))


@bp.get("/<int:cycle_id>/allocation")
@access(Permission.CYCLE_MANAGE)
def show_allocation(cycle_id: int) -> ResponseReturnValue:
    """Every slot and who holds it; an empty one says who is barred from it and why."""
    cycle = cycle_to_show(cycle_id)
    question = slot_services.question_of(cycle, with_costs=False)
    slots = slot_services.list_slots(question)
    return render_template(
        "cycles/show_allocation.html",
        cycle=cycle,
        slots=slots,
        auditors=question.auditors,
        empty=[slot for slot in slots if slot.held is None],
        proposed=sum(slot.held is not None and not slot.held.is_issued for slot in slots),
        may_change=cycle.state in SAMPLING,
        may_issue=cycle.state in {CycleState.ALLOCATED, CycleState.OPEN},
    )


@bp.post("/<int:cycle_id>/allocation/propose")
@access(Permission.CYCLE_MANAGE)
def propose(cycle_id: int) -> ResponseReturnValue:
    with unit_of_work():
        answer = services.propose(current_actor(), cycle_id)
    empty = sum(case.empty for case in answer.impossible)
    if empty:
        flash(f"{plural(empty, 'slot')} cannot be filled. See below why, and what would help", "")
    else:
        flash("Every slot has an auditor", "success")
    return redirect(url_for(".show_allocation", cycle_id=cycle_id))


@bp.post("/<int:cycle_id>/allocation/issue")
@access(Permission.CYCLE_MANAGE)
def issue(cycle_id: int) -> ResponseReturnValue:
    with unit_of_work():
        unreached = issuing.issue(current_actor(), cycle_id)
    flash("The audits are with their auditors", "success")
    if unreached:
        flash(f"No message reaches {listed(unreached)}: tell them yourself", "")
    return redirect(url_for(".show_allocation", cycle_id=cycle_id))


@bp.route("/sample/<int:item_id>/slots/<int:slot>", methods=["GET", "POST"])
@access(Permission.CYCLE_MANAGE)
def pin_slot(item_id: int, slot: int) -> ResponseReturnValue:
    """Give one slot to one auditor; whoever cannot take it is listed with the rule."""
    item = sample_queries.get_item(item_id)
    cycle_id, reference = item.cycle_id, item.assessment.reference
    form, refused = PinForm(), False
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.pin(current_actor(), cycle_id, form.to_command(item_id, slot))
        except RuleBroken as error:
            form.refuse(error)
            refused = True
        else:
            flash(f"{reference} is pinned", "success")
            return redirect(url_for(".show_allocation", cycle_id=cycle_id))
    # A refused pin has looked already whether the coordinator may see this.
    cycle = get_cycle(cycle_id) if refused else cycle_to_show(cycle_id)
    refusals = slot_services.refusals_of(slot_services.question_of(cycle, with_costs=False), item_id, slot)
    form.offer({one.person_id: one.name for one, words in refusals if not words})
    return render_template(
        "cycles/pin_slot.html",
        form=form,
        cycle=cycle,
        slot=slot,
        reference=reference,
        barred=[words for _, words in refusals if words],
    )


@bp.post("/allocations/<int:allocation_id>/unpin")
@access(Permission.CYCLE_MANAGE)
def unpin(allocation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        cycle_id = services.unpin(current_actor(), allocation_id)
    flash("The next allocation decides about this slot again", "success")
    return redirect(url_for(".show_allocation", cycle_id=cycle_id))
