"""For administrators: somebody has lost their phone and their recovery codes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.factors import queries
from portal.factors.forms import ResetForm
from portal.factors.routes.blueprint import bp
from portal.factors.services import resetting
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor


@bp.route("/people/<int:person_id>/second-step", methods=["GET", "POST"])
@access(Permission.FACTOR_RESET)
def reset(person_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), ResetForm()
    name = queries.get_person_name(person_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                resetting.reset(actor, form.to_command(person_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"The second step of {name} was reset, and they were told by email", "success")
            return redirect(url_for("people.show_person", person_id=person_id))
    account = queries.find_account_of_person(person_id)
    if account is None:
        flash(f"{name} has no account, so there is no second step to reset")
        return redirect(url_for("people.show_person", person_id=person_id))
    return render_template(
        "factors/reset.html",
        form=form,
        name=name,
        factors=queries.get_factors(account.id),
        identities=len(queries.list_identities(account.id)),
        person_id=person_id,
        is_own=person_id == actor.person_id,
    )
