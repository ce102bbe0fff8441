"""Looking through scans that came in later."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.text import plural
from training.attendance.domain import Marked
from training.attendance.routes.finding import sittings_of_mine
from training.catalogue.queries import get_event
from training.checkin import queries, services
from training.checkin.domain import Decision, Outcome
from training.checkin.forms import ReviewForm
from training.checkin.routes.blueprint import bp
from training.checkin.services.reviewing import is_waiting, may_accept


@bp.route("/training/events/<int:event_id>/scans", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
def list_scans(event_id: int) -> ResponseReturnValue:
    """Each that waits can be accepted or ignored; below them stand all others, as they are kept."""
    actor, form = current_actor(), ReviewForm()
    sittings_of_mine(actor, event_id)
    form.read(request.form)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                count = services.review_scans(actor, form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{plural(count, 'decision')} saved", "success")
            return redirect(url_for(".list_scans", event_id=event_id))
    rows = queries.list_scans(event_id)
    return render_template(
        "checkin/list_scans.html",
        form=form,
        event=get_event(event_id),
        waiting=[(row, may_accept(row), standing_of(row)) for row in rows if is_waiting(row)],
        others=[(row, standing_of(row)) for row in rows if not is_waiting(row)],
    )


def standing_of(row: Any) -> str:  # noqa: ANN401  # a row of `list_scans`
    """What is to be known about a scan before deciding: its reason, or what the register says by now."""
    scan, mark = row.DoorScan, row.mark
    if row.decision is not None:
        return "Accepted" if row.decision is Decision.ACCEPT else "Ignored"
    if scan.is_late and scan.outcome is Outcome.IN and mark is not None:
        return f"Ambiguous: the register says {Marked(mark, row.minutes_late).label.lower()}"
    return "Can be accepted" if scan.is_late and scan.outcome is Outcome.IN else scan.outcome.label
