"""How the managers of an agency hear of training."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, access, can, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from training.managers import queries, services
from training.managers.domain import ManagerWay, OfAgency
from training.managers.forms import WayForm

bp = Blueprint("managers", __name__)


@bp.route("/agencies/<int:agency_id>/word-to-managers", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def choose_way(agency_id: int) -> ResponseReturnValue:
    actor, agency = current_actor(), queries.get_agency(agency_id)
    require(actor, Permission.PERSON_MANAGE, OfAgency(agency.id))
    word, name = queries.find_word(agency.id), agency.name
    form = WayForm(data={"way": word.way if word else ManagerWay.DIGEST})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.choose(actor, form.to_command(agency_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"Managers of {name} hear so from now on", "success")
            return redirect(url_for("people.show_agency", agency_id=agency_id))
    return render_template("managers/choose_way.html", form=form, agency_id=agency_id, name=name)


def agency_links(actor: Actor, agency_id: int) -> list[Link]:
    """The way from an agency's page, for whoever may choose."""
    if not can(actor, Permission.PERSON_MANAGE, OfAgency(agency_id)):
        return []
    return [Link("What line managers hear", url_for("managers.choose_way", agency_id=agency_id))]
