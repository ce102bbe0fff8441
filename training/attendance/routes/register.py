"""The register of a sitting, on a phone at the door or at a desk afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting, registry
from portal.kernel.text import moment
from training.attendance import queries, services
from training.attendance.domain import AttendanceMark, Marked, RegisterRules, Window
from training.attendance.forms import RegisterForm
from training.attendance.routes.blueprint import bp
from training.attendance.routes.finding import chosen, sittings_of_mine
from training.attendance.services.opening import window_of
from training.catalogue.domain import EventAction, EventState
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event, get_taught


@bp.route("/register", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
def take_register(event_id: int) -> ResponseReturnValue:
    """Which sitting is meant stands in the address; without one, the one that is on."""
    actor = current_actor()
    form = RegisterForm()
    sitting_id = chosen(sittings_of_mine(actor, event_id)).id
    form.read(request.form)
    if not form.validate_on_submit():
        return _show(form, event_id, sitting_id, form.marks)
    if form.fill.data:
        # Nothing is saved yet: whoever pressed it by mistake leaves the page.
        return _show(form, event_id, sitting_id, _filled(event_id) | form.chosen, is_filled=True)
    try:
        with unit_of_work():
            services.take_register(actor, form.to_command(event_id, sitting_id))
    except RuleBroken as error:
        form.refuse(error)
        return _show(form, event_id, sitting_id, form.marks)
    flash("The register is saved", "success")
    return redirect(url_for(".take_register", event_id=event_id, sitting=sitting_id))


def _filled(event_id: int) -> dict[int, Marked | None]:
    return {key: Marked(AttendanceMark.PRESENT) for key in queries.map_holders(event_id)}


def _show(
    form: RegisterForm,
    event_id: int,
    sitting_id: int,
    marks: dict[int, Marked | None],
    *,
    is_filled: bool = False,
) -> ResponseReturnValue:
    """The register as it stands, with what was chosen on this page in front of it."""
    event, sittings = get_event(event_id), queries.list_sittings(event_id)
    sitting = next(one for one in sittings if one.id == sitting_id)
    entries = queries.list_entries(event_id)
    stand = {entry.booking_id: entry.marks.get(sitting_id) for entry in entries}
    facts = {"event": event, "sittings": sittings, "sitting": sitting, "entries": entries}
    return render_template(
        "attendance/take_register.html",
        form=form,
        stand=stand,
        marks=stand | marks,
        choices=tuple(AttendanceMark),
        rules=in_force(RegisterRules),
        is_complete=bool(entries) and None not in services.suggest(sittings, entries).values(),
        is_filled=is_filled,
        **facts,
        **_openness(event, sitting),
    )


def _openness(event: TrainingEvent, sitting: Sitting) -> dict[str, object]:
    """What may be done with the register now, here and in rooms above, and when it was opened again."""
    reopenings = queries.list_reopenings(event.id)
    window, now = window_of(event, sitting, reopenings), clock.now()
    runs, is_confirmed = can(current_actor(), Permission.EVENT_MANAGE), event.result_confirmed_at is not None
    return {
        "can_mark": not is_confirmed and window.is_open(now, to_staff=runs),
        "can_reopen": runs and (is_confirmed or window.has_closed(now)),
        "reopenings": reopenings,
        "links": [link for ask in registry().providers("register_links") for link in ask(event.id, sitting)],
    }


def list_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """Links from the page of an event: its sign-in sheet beforehand, the register once it can be taken."""
    if actor is None or event.starts_at is None or event.ends_at is None:
        return []
    runs = can(actor, Permission.EVENT_MANAGE)
    if event.state is not EventState.OPEN or not (runs or actor.holds(Role.TRAINER)):
        return []
    if not runs and not can(actor, Permission.ATTENDANCE_MARK, get_taught(event.id)):
        return []
    sheet = EventAction("Sign-in sheet (PDF)", url_for("attendance.print_sheet", event_id=event.id))
    window = Window(event.starts_at, event.ends_at)
    if not window.has_opened(clock.now()):
        return [sheet]
    return [EventAction("Take the register", url_for("attendance.take_register", event_id=event.id)), sheet]


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
