"""One's own people on an event: withdrawing several, or moving them to another date; and the ways there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import moment, plural
from training.catalogue.domain import EventAction, availability
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event_to_show
from training.office import finding
from training.office.domain import Kept
from training.office.forms import MoveSeveralForm, WithdrawSeveralForm
from training.office.routes.blueprint import bp
from training.office.services import moving

AT_ONCE = 200


@bp.get("/training/events/<int:event_id>/my-people")
@access(Permission.BOOKING_OFFICE)
def list_mine(event_id: int) -> ResponseReturnValue:
    return _page(event_id, WithdrawSeveralForm(), MoveSeveralForm())


@bp.post("/training/events/<int:event_id>/my-people/withdraw")
@access(Permission.BOOKING_OFFICE)
def withdraw_several(event_id: int) -> ResponseReturnValue:
    form = WithdrawSeveralForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                kept = moving.withdraw_several(current_actor(), form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            _say(len(set(form.bookings.data or ())), kept, "withdrawn")
            return redirect(url_for(".list_mine", event_id=event_id))
    return _page(event_id, form, MoveSeveralForm(formdata=None), sent=form)


@bp.post("/training/events/<int:event_id>/my-people/move")
@access(Permission.BOOKING_OFFICE)
def move_several(event_id: int) -> ResponseReturnValue:
    form = MoveSeveralForm()
    _offer(form, event_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                kept = moving.move_several(current_actor(), form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            _say(len(set(form.bookings.data or ())), kept, "moved")
            return redirect(url_for(".list_mine", event_id=event_id))
    return _page(event_id, WithdrawSeveralForm(formdata=None), form, sent=form)


def _offer(form: MoveSeveralForm, event_id: int) -> None:
    dates = finding.list_other_dates(get_event_to_show(event_id), clock.now())
    form.offer((one.id, f"{moment(one.starts_at)} ({one.code}), {_left(one)}") for one in dates)


def _left(one: Any) -> str:  # noqa: ANN401  # a row
    return f"{plural(max(0, one.capacity - one.places_taken), 'place')} left"


def _page(
    event_id: int,
    withdrawing: WithdrawSeveralForm,
    moving_form: MoveSeveralForm,
    *,
    sent: WithdrawSeveralForm | MoveSeveralForm | None = None,
) -> ResponseReturnValue:
    event = get_event_to_show(event_id)
    _offer(moving_form, event_id)
    page = paged(finding.select_mine_on(current_actor(), event_id), read_page_number(request.args), AT_ONCE)
    return render_template(
        "office/list_mine.html",
        form=sent,
        withdrawing=withdrawing,
        moving=moving_form,
        event=event,
        page=page,
        ticked=set((sent.bookings.data or ()) if sent else ()),
    )


def _say(asked: int, kept: Sequence[Kept], done: str) -> None:
    """Who went, and for each who stayed the reason."""
    if asked > len(kept):
        flash(f"{plural(asked - len(kept), 'person', 'people')} {done}", "success")
    for one in kept:
        flash(f"{one.name} stays: {one.why}", "error")


def list_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """What somebody who books for others can do about an event."""
    if actor is None or not can(actor, Permission.BOOKING_OFFICE):
        return []
    now = clock.now()
    actions = []
    if availability(event, now).is_bookable:
        actions.append(EventAction("Book several people", url_for("office.choose", event_id=event.id)))
    if event.starts_at is None or event.starts_at > now:
        actions.append(EventAction("My people on this event", url_for("office.list_mine", event_id=event.id)))
    return actions
