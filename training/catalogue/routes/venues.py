"""The register of venues, for those who run training."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.people.finding import list_area_choices
from training.catalogue import queries
from training.catalogue.forms.venues import VenueForm
from training.catalogue.models import Venue
from training.catalogue.routes.blueprint import bp
from training.catalogue.services import venues as services


@bp.get("/venues")
@access(Permission.EVENT_MANAGE)
def list_venues() -> ResponseReturnValue:
    return render_template("catalogue/list_venues.html", venues=queries.list_venues_with_figures())


@bp.route("/venues/add", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def add_venue() -> ResponseReturnValue:
    return _save_venue(VenueForm(), None)


@bp.route("/venues/<int:venue_id>/edit", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_venue(venue_id: int) -> ResponseReturnValue:
    venue = queries.get_venue(venue_id)
    return _save_venue(VenueForm(obj=venue, local_area=venue.local_area_id), venue)


def _save_venue(form: VenueForm, venue: Venue | None) -> ResponseReturnValue:
    venue_id = None if venue is None else venue.id
    form.offer(list_area_choices())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                saved = services.save_venue(current_actor(), form.to_command(venue_id)).id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The venue is saved", "success")
            return redirect(url_for(".list_venues", _anchor=f"venue-{saved}"))
    events = [] if venue_id is None else queries.list_events_at(venue_id)
    return render_template("catalogue/edit_venue.html", form=form, venue=venue, events=events)


@bp.post("/venues/<int:venue_id>/retire")
@access(Permission.EVENT_MANAGE)
def retire_venue(venue_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.retire_venue(current_actor(), venue_id)
    flash("The venue is offered for no new event", "success")
    return redirect(url_for(".list_venues", _anchor=f"venue-{venue_id}"))


@bp.post("/venues/<int:venue_id>/reopen")
@access(Permission.EVENT_MANAGE)
def reopen_venue(venue_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.reopen_venue(current_actor(), venue_id)
    flash("The venue is offered again", "success")
    return redirect(url_for(".list_venues", _anchor=f"venue-{venue_id}"))
