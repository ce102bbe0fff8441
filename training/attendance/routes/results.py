"""The one button that makes the register the result."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import registry
from training.attendance import queries, services
from training.attendance.forms import ConfirmResultForm
from training.attendance.routes.blueprint import bp
from training.attendance.routes.finding import sittings_of_mine
from training.catalogue.queries import get_event


@bp.route("/confirm-result", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
def confirm_result(event_id: int) -> ResponseReturnValue:
    actor = current_actor()
    form = ConfirmResultForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                event = services.confirm_result(actor, form.to_command(event_id))
                for hear in registry().providers("result_confirmed"):
                    hear(event)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The result is confirmed", "success")
            return redirect(url_for("catalogue.show_event", event_id=event_id))
    sittings, entries = sittings_of_mine(actor, event_id), queries.list_entries(event_id)
    results = services.suggest(sittings, entries)
    form.seen.data = services.seen(results, entries)
    return render_template(
        "attendance/confirm_result.html",
        form=form,
        event=get_event(event_id),
        entries=entries,
        results=results,
    )
