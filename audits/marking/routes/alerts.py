"""Safeguarding alerts, for those who handle them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audits.marking.forms import OutcomeForm
from audits.marking.queries import alerts as queries
from audits.marking.routes.blueprint import bp
from audits.marking.services import alerts as services
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor


@bp.get("/alerts")
@access(Permission.ALERT_HANDLE)
def alerts() -> ResponseReturnValue:
    return render_template("marking/alerts.html", alerts=queries.list_alerts())


@bp.route("/alerts/<int:alert_id>", methods=["GET", "POST"])
@access(Permission.ALERT_HANDLE)
def alert(alert_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.decide(current_actor(), form.to_command(alert_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The outcome is recorded, and the auditor can see it", "success")
            return redirect(url_for(".alerts"))
    return render_template("marking/alert.html", form=form, alert=queries.get_alert(alert_id))


@bp.post("/alerts/<int:alert_id>/seen")
@access(Permission.ALERT_HANDLE)
def see_alert(alert_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.see(current_actor(), alert_id)
    flash("Thank you. The auditor can see that you have read this", "success")
    return redirect(url_for(".alert", alert_id=alert_id))
