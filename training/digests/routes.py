"""How often one hears what is coming up."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.text import plural
from training.digests import queries, services
from training.digests.domain import DigestRules
from training.digests.forms import DigestForm

bp = Blueprint("digests", __name__)
WEEK = 7


@bp.route("/my-digest", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def choose() -> ResponseReturnValue:
    actor, rules = current_actor(), in_force(DigestRules)
    chosen = queries.find_choice(actor.person_id)
    form = DigestForm(data={"way": chosen.way if chosen else rules.usual_way})
    if form.validate_on_submit():
        with unit_of_work():
            services.choose(actor, form.to_command())
        flash("You hear so from now on", "success")
        return redirect(url_for(".choose"))
    reader = queries.map_people([actor.person_id])[actor.person_id]
    spans = {name: plural(getattr(rules, name).days // WEEK, "week") for name in ("ahead", "renew")}
    return render_template("digests/choose.html", form=form, by_email=queries.is_reached(reader), **spans)
