"""Pages that change a roster: appointing, handing over, covering, standing down."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.text import day as in_words
from portal.people.finding import list_area_choices
from portal.people.queries import get_school_with_place
from training.champions import queries, services
from training.champions.forms import AppointForm, CoverAreaForm, CoverForm, HandOverForm, StandDownForm
from training.champions.models import ChampionAppointment
from training.champions.routes.blueprint import bp


@bp.route("/schools/<int:school_id>/champions/appoint", methods=["GET", "POST"])
@access(Permission.CHAMPION_APPOINT)
def appoint(school_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = get_school_with_place(school_id)
    require(actor, Permission.CHAMPION_APPOINT, found)
    form = AppointForm(starts_on=clock.today())
    form.offer(queries.list_staff(school_id, clock.today()))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = services.appoint_champion(actor, form.to_command(school_id))
                message = f"Appointed from {in_words(made.starts_on)}"
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(message, "success")
            return redirect(url_for(".school", school_id=school_id))
    return render_template("champions/appoint.html", form=form, school=found)


@bp.route("/champions/<int:appointment_id>/stand-down", methods=["GET", "POST"])
@access(Permission.CHAMPION_APPOINT)
def stand_down(appointment_id: int) -> ResponseReturnValue:
    actor = current_actor()
    appointment = queries.get_appointment(appointment_id)
    require(actor, Permission.CHAMPION_APPOINT, appointment.school)
    shown = _shown(appointment)
    form = StandDownForm(ends_on=clock.today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.stand_down_champion(actor, form.to_command(appointment_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{shown['name']} stands down after {in_words(form.ends_on.data)}", "success")
            return redirect(url_for(".school", school_id=shown["school_id"]))
    return render_template("champions/stand_down.html", form=form, **shown)


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
    shown = _shown(appointment)
    form = HandOverForm(starts_on=clock.today())
    staff = queries.list_staff(appointment.school_id, clock.today())
    form.offer(one for one in staff if one[0] != appointment.person_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = services.hand_over(actor, form.to_command(appointment_id))
                message = f"{shown['name']} hands over from {in_words(made.starts_on)}"
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(message, "success")
            return redirect(url_for(".school", school_id=shown["school_id"]))
    return render_template("champions/hand_over.html", form=form, **shown)


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
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = services.cover_school(actor, form.to_command(school_id))
                message = f"Covered from {in_words(made.starts_on)} to {in_words(form.ends_on.data)}"
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(message, "success")
            return redirect(url_for(".school", school_id=school_id))
    found = get_school_with_place(school_id)
    # Where nobody may cover, the form gives way to a sentence.
    closed = not form.has_champions
    return render_template("champions/cover.html", form=form, near=near, school=found, closed=closed)
