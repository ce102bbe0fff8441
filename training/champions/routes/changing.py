"""Pages that change a roster: appointing, handing over, covering, standing down."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.forms import CommandForm
from portal.kernel.signed_in import current_actor
from portal.kernel.text import day as in_words
from portal.people.finding import list_area_choices
from portal.people.queries import get_school_with_place
from training.champions import queries, services
from training.champions.forms import AppointForm, CoverAreaForm, CoverForm, HandOverForm, StandDownForm
from training.champions.models import ChampionAppointment
from training.champions.routes.blueprint import bp


def _changed(form: CommandForm, school_id: int, change: Callable[[], str]) -> ResponseReturnValue | None:
    """Change the roster, say so and go back to the school; None when the form is to be shown."""
    if not form.validate_on_submit():
        return None
    try:
        with unit_of_work():
            message = change()
    except RuleBroken as error:
        form.refuse(error)
        return None
    flash(message, "success")
    return redirect(url_for(".school", school_id=school_id))


@bp.route("/schools/<int:school_id>/champions/appoint", methods=["GET", "POST"])
@access(Permission.CHAMPION_APPOINT)
def appoint(school_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = get_school_with_place(school_id)
    require(actor, Permission.CHAMPION_APPOINT, found)
    form = AppointForm(starts_on=clock.today())
    form.offer(queries.list_staff(school_id, clock.today()))

    def change() -> str:
        made = services.appoint_champion(actor, form.to_command(school_id))
        return f"Appointed from {in_words(made.starts_on)}"

    return _changed(form, school_id, change) or render_template(
        "champions/appoint.html", form=form, school=found
    )


@bp.route("/champions/<int:appointment_id>/stand-down", methods=["GET", "POST"])
@access(Permission.CHAMPION_APPOINT)
def stand_down(appointment_id: int) -> ResponseReturnValue:
    actor = current_actor()
    appointment = queries.get_appointment(appointment_id)
    require(actor, Permission.CHAMPION_APPOINT, appointment.school)
    shown, school_id = _shown(appointment), appointment.school_id
    form = StandDownForm(ends_on=clock.today())

    def change() -> str:
        made = services.stand_down_champion(actor, form.to_command(appointment_id))
        return f"{shown['name']} stands down after {in_words(made.ends_on or clock.today())}"

    return _changed(form, school_id, change) or render_template(
        "champions/stand_down.html", form=form, **shown
    )


def _shown(appointment: ChampionAppointment) -> dict[str, object]:
    """Read before anything is changed: a refused change takes the rows it read with it."""
    return {
        "name": appointment.person.name,
        "kind": appointment.kind,
        "starts_on": appointment.starts_on,
        "school_id": appointment.school_id,
        "school_name": appointment.school.name,
    }


@bp.route("/champions/<int:appointment_id>/hand-over", methods=["GET", "POST"])
@access(Permission.CHAMPION_APPOINT)
def hand_over(appointment_id: int) -> ResponseReturnValue:
    actor = current_actor()
    appointment = queries.get_appointment(appointment_id)
    require(actor, Permission.CHAMPION_APPOINT, appointment.school)
    shown, school_id = _shown(appointment), appointment.school_id
    form = HandOverForm(starts_on=clock.today())
    staff = queries.list_staff(appointment.school_id, clock.today())
    form.offer(one for one in staff if one[0] != appointment.person_id)

    def change() -> str:
        made = services.hand_over(actor, form.to_command(appointment_id))
        return f"{shown['name']} hands over from {in_words(made.starts_on)}"

    return _changed(form, school_id, change) or render_template(
        "champions/hand_over.html", form=form, **shown
    )


@bp.route("/schools/<int:school_id>/champions/cover", methods=["GET", "POST"])
@access(Permission.CHAMPION_APPOINT)
def cover(school_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = get_school_with_place(school_id)
    require(actor, Permission.CHAMPION_APPOINT, found)
    near, areas = CoverAreaForm(request.args), list_area_choices()
    near.offer(areas)
    asked = near.local_area_id.data
    area = asked if asked in dict(areas) else found.local_area_id
    near.local_area_id.data = area
    form = CoverForm(starts_on=clock.today())
    form.offer(queries.list_may_cover(school_id, area, clock.today()))

    def change() -> str:
        made = services.cover_school(actor, form.to_command(school_id))
        return f"Covered from {in_words(made.starts_on)} to {in_words(form.ends_on.data)}"

    answer = _changed(form, school_id, change)
    if answer is not None:
        return answer
    found = get_school_with_place(school_id)
    # Where nobody may cover, the form gives way to a sentence.
    closed = not form.has_champions
    return render_template("champions/cover.html", form=form, near=near, school=found, closed=closed)
