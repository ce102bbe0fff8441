"""Opening a register again, with what rests on it in plain sight."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import registry
from training.attendance import queries, services
from training.attendance.domain import RegisterRules
from training.attendance.forms import ReopenRegisterForm
from training.attendance.routes.blueprint import bp
from training.catalogue.queries import get_event


@bp.route("/reopen-register", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def reopen_register(event_id: int) -> ResponseReturnValue:
    form = ReopenRegisterForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.reopen_register(current_actor(), form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The register is open again", "success")
            return redirect(url_for(".take_register", event_id=event_id))
    return render_template(
        "attendance/reopen_register.html",
        form=form,
        event=get_event(event_id),
        rests_on=[said for ask in registry().providers("rests_on_result") for said in ask(event_id)],
        reopenings=queries.list_reopenings(event_id),
        days=in_force(RegisterRules).reopened_for.days,
    )
