"""The register of a sitting, and the one button that makes it the result."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, access, can, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting, registry
from portal.kernel.text import moment
from training.attendance import queries, services
from training.attendance.domain import AttendanceMark, TakeRegister, Window
from training.attendance.forms import ConfirmResultForm, RegisterForm, read_marks
from training.catalogue.domain import EventAction, EventState
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event, get_taught

bp = Blueprint("attendance", __name__, url_prefix="/training/events/<int:event_id>")


@bp.route("/register", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
def take_register(event_id: int) -> ResponseReturnValue:
    """Which sitting is meant stands in the address; without one, the one that is on."""
    actor = current_actor()
    form = RegisterForm()
    sittings = _sittings_of_mine(actor, event_id)
    sitting = _chosen(sittings)
    sitting_id, marks = sitting.id, read_marks(request.form.items())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.take_register(actor, TakeRegister(event_id, sitting_id, marks))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The register is saved", "success")
            return redirect(url_for(".take_register", event_id=event_id, sitting=sitting_id))
    return _show_register(form, event_id, sitting_id, marks)


def _show_register(
    form: RegisterForm, event_id: int, sitting_id: int, marks: dict[int, AttendanceMark]
) -> ResponseReturnValue:
    event, sittings = get_event(event_id), queries.list_sittings(event_id)
    sitting = next(one for one in sittings if one.id == sitting_id)
    entries = queries.list_entries(event_id)
    window = Window(sitting.starts_at, event.ends_at or sitting.ends_at)
    is_open = window.is_open(clock.now(), to_staff=can(current_actor(), Permission.EVENT_MANAGE))
    return render_template(
        "attendance/take_register.html",
        form=form,
        event=event,
        sittings=sittings,
        sitting=sitting,
        entries=entries,
        marks={entry.booking_id: entry.marks.get(sitting_id) for entry in entries} | marks,
        choices=tuple(AttendanceMark),
        can_mark=is_open and event.result_confirmed_at is None,
        is_complete=bool(entries) and None not in services.suggest(sittings, entries).values(),
    )


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
    sittings, entries = _sittings_of_mine(actor, event_id), queries.list_entries(event_id)
    return render_template(
        "attendance/confirm_result.html",
        form=form,
        event=get_event(event_id),
        entries=entries,
        results=services.suggest(sittings, entries),
    )


def _sittings_of_mine(actor: Actor, event_id: int) -> Sequence[Sitting]:
    """The sittings of an event this person may mark; one without any has no register."""
    sittings = queries.list_sittings(event_id)
    if not sittings:
        raise NotFound
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event_id))
    return sittings


def _chosen(sittings: Sequence[Sitting]) -> Sitting:
    """The sitting that is asked for, or the last one that has begun, or the first."""
    asked = request.args.get("sitting", type=int)
    if asked is not None:
        found = next((one for one in sittings if one.id == asked), None)
        if found is None:
            raise NotFound
        return found
    begun = [one for one in sittings if Window(one.starts_at, one.ends_at).has_opened(clock.now())]
    return begun[-1] if begun else sittings[0]


def list_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """A link to the register from the page of an event, once there is one to take."""
    if actor is None or event.starts_at is None or event.ends_at is None:
        return []
    runs = can(actor, Permission.EVENT_MANAGE)
    if not (runs or actor.holds(Role.TRAINER)):
        return []
    is_open = Window(event.starts_at, event.ends_at).is_open(clock.now(), to_staff=runs)
    if event.state is not EventState.OPEN or not is_open:
        return []
    if not runs and not can(actor, Permission.ATTENDANCE_MARK, get_taught(event.id)):
        return []
    return [EventAction("Take the register", url_for("attendance.take_register", event_id=event.id))]


def find_registers(actor: Actor) -> Sequence[Waiting]:
    """Home page cards for a trainer's open registers."""
    return [
        Waiting(
            title=f"Take the register: {row.title}",
            url=url_for("attendance.take_register", event_id=row.event_id),
            detail=moment(row.starts_at),
        )
        for row in queries.list_registers_to_take(actor)
    ]
