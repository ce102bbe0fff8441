"""Whom the places of an event are for: the fair mix as a picture, and what is kept and limited."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken, reason_against
from portal.kernel.signed_in import current_actor
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event_to_show
from training.shares import pictures, queries
from training.shares.domain import SaveShare, end_of
from training.shares.forms import MORNING, EditShareForm, ShareForm, key_of
from training.shares.models import AgencyShare
from training.shares.queries import group_of, read_mix
from training.shares.routes.blueprint import bp
from training.shares.services import releasing, sharing


@bp.get("/training/events/<int:event_id>/shares")
@access(Permission.EVENT_MANAGE)
def list_shares(event_id: int) -> ResponseReturnValue:
    event = get_event_to_show(event_id, with_planned=True)
    rows = queries.list_shares(event_id)
    is_open = not reason_against(lambda: sharing.refuse_over(event))
    shares = [_shown(row, name, event) for row, name in rows]
    return render_template(
        "shares/list_shares.html",
        event=event,
        shares=shares,
        picture=pictures.picture(read_mix(event, rows)),
        is_open=is_open,
        may_restore=is_open and any(one["may_restore"] for one in shares),
    )


def _shown(row: AgencyShare, name: str | None, event: TrainingEvent) -> dict[str, object]:
    ends_at = end_of(row.until, row.days_before, event.starts_at)
    group = group_of(row, name)
    return {
        "id": row.id,
        "sort": row.sort,
        "title": group.title,
        "label": group.label,
        "places": row.places,
        "ends_at": ends_at,
        "days_before": row.days_before,
        "has_ended": queries.is_over(row, event.starts_at, clock.now()),
        "given_out_at": row.released_at,
        "may_restore": row.released_at is not None and not queries.has_ended(ends_at, clock.now()),
    }


@bp.route("/training/events/<int:event_id>/shares/add", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def add_share(event_id: int) -> ResponseReturnValue:
    form, event = ShareForm(), get_event_to_show(event_id, with_planned=True)
    form.offer(queries.list_agencies())
    done, outlook = _saved(form, event.id, lambda: form.to_command(event_id, None))
    return done or render_template("shares/add_share.html", **_about(form, event, outlook))


@bp.route("/training/shares/<int:share_id>/edit", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_share(share_id: int) -> ResponseReturnValue:
    share = queries.get_share(share_id)
    event, data = get_event_to_show(share.event_id, with_planned=True), _said(share)
    form = EditShareForm(data=data | {"seen": sharing.seen_of(share)})
    form.offer(queries.list_agencies())
    done, outlook = _saved(form, event.id, lambda: form.to_change(event.id, share_id))
    share = queries.get_share(share_id)
    theirs = form.compare(sharing.seen_of(share), _said(share)) if form.is_submitted() and not done else []
    facts = _about(form, event, outlook) | {"theirs": theirs}
    return done or render_template("shares/edit_share.html", **facts)


def _said(share: AgencyShare) -> dict[str, object]:
    """As the form shows it."""
    until = share.until and clock.in_london(share.until)
    return {
        "sort": share.sort.value,
        "group": key_of(group_of(share, "")),
        "places": share.places,
        "until_day": until and until.date(),
        "until_time": until.time() if until and until.time() != MORNING else None,
        "days_before": share.days_before,
    }


def _saved(
    form: ShareForm, event_id: int, to_command: Callable[[], SaveShare]
) -> tuple[Response | None, sharing.Outlook | None]:
    """Where to go when it is saved; else what it would mean, if that was asked."""
    if form.validate_on_submit():
        try:
            if form.preview.data:
                return None, sharing.foresee(to_command())
            with unit_of_work():
                sharing.save_share(current_actor(), to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Saved. Those who wait were looked at again", "success")
            return redirect(url_for(".list_shares", event_id=event_id)), None
    return None, None


def _about(form: ShareForm, event: TrainingEvent, outlook: sharing.Outlook | None) -> dict[str, object]:
    closed = reason_against(lambda: sharing.refuse_over(event))
    return {"form": form, "event": event, "outlook": outlook, "closed": closed}


@bp.post("/training/shares/<int:share_id>/remove")
@access(Permission.EVENT_MANAGE)
def remove_share(share_id: int) -> ResponseReturnValue:
    with unit_of_work():
        event_id = sharing.remove_share(current_actor(), share_id)
    flash("Removed. Those who wait were looked at again", "success")
    return redirect(url_for(".list_shares", event_id=event_id))


@bp.post("/training/shares/<int:share_id>/restore")
@access(Permission.EVENT_MANAGE)
def restore_share(share_id: int) -> ResponseReturnValue:
    event_id = queries.get_share(share_id).event_id
    try:
        with unit_of_work():
            releasing.restore_share(current_actor(), share_id)
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash("It holds again", "success")
    return redirect(url_for(".list_shares", event_id=event_id))
