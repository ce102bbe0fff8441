"""An auditor's own list, and what a coordinator sees of audits that wait."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audits.marking.domain import asked_keys
from audits.marking.forms import DeclineForm
from audits.marking.queries import tasks as queries
from audits.marking.routes.blueprint import bp
from audits.marking.services import allocations as services
from checklists import queries as checklist_queries
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor


@bp.get("/my-audits")
@access(Permission.AUDIT_MARK)
def my_audits() -> ResponseReturnValue:
    tasks = queries.list_tasks(current_actor())
    kinds = {(task.checklist_version_id, task.form_kind) for task in tasks}
    asked = {kind: len(asked_keys(checklist_queries.get_form(*kind))) for kind in kinds}
    return render_template("marking/my_audits.html", tasks=tasks, asked=asked)


@bp.post("/my-audits/<int:allocation_id>/accept")
@access(Permission.AUDIT_MARK)
def accept(allocation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.accept(current_actor(), allocation_id)
    flash("You have accepted the audit", "success")
    return redirect(url_for(".my_audits"))


@bp.route("/my-audits/<int:allocation_id>/decline", methods=["GET", "POST"])
@access(Permission.AUDIT_MARK)
def decline(allocation_id: int) -> ResponseReturnValue:
    actor = current_actor()
    reference = queries.get_own_allocation(actor, allocation_id).sample_item.assessment.reference
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.decline(actor, form.to_command(allocation_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("You have handed the audit back. The coordinator will find somebody else", "success")
            return redirect(url_for(".my_audits"))
    return render_template("marking/decline.html", form=form, reference=reference)


@bp.post("/my-audits/<int:allocation_id>/start")
@access(Permission.AUDIT_MARK)
def start(allocation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        audit_id = services.start(current_actor(), allocation_id).id
    return redirect(url_for(".audit", audit_id=audit_id))


@bp.get("/moderation")
@access(Permission.CYCLE_MANAGE)
def moderation() -> ResponseReturnValue:
    return render_template("marking/moderation.html", held=queries.list_held())
