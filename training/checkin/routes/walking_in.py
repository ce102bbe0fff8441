"""The page for whoever comes without a booking."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import letters
from portal.kernel.access import Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from training.attendance.routes.finding import chosen, sittings_of_mine
from training.catalogue.queries import get_event
from training.checkin import finding, services
from training.checkin.forms import LONGEST_WORDS, WalkInForm
from training.checkin.routes.blueprint import bp


@bp.route("/training/events/<int:event_id>/walk-in", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
def walk_in(event_id: int) -> ResponseReturnValue:
    """Find them, or take them from those who were refused at this door; one button books and marks them."""
    actor, form = current_actor(), WalkInForm()
    sitting_id = chosen(sittings_of_mine(actor, event_id)).id
    words = request.args.get("words", "").strip()[:LONGEST_WORDS]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                marked = services.walk_in(actor, form.to_command(event_id, sitting_id, words))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"They are booked as a walk-in and marked {marked.label.lower()}", "success")
            return redirect(url_for(".walk_in", event_id=event_id, sitting=sitting_id))
    return render_template(
        "checkin/walk_in.html",
        form=form,
        event=get_event(event_id),
        sitting_id=sitting_id,
        words=words,
        found=finding.list_found(actor, words),
        refused=finding.list_refused(sitting_id),
        sees_names=can(actor, Permission.PERSON_READ),
        may_overbook=can(actor, Permission.EVENT_OVERBOOK),
        join_address=letters.public_address(url_for("registrations.find_organisation")).partition("://")[2],
    )
