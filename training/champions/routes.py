"""Pages of the roster: every school, one school, appointing, standing down."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access, require
from portal.kernel.charts import Bar, Chart, bar_chart
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number, read_sort
from portal.kernel.text import day as in_words
from portal.people.finding import list_local_areas
from portal.people.queries import get_school_with_place
from training.champions import queries, services
from training.champions.forms import AppointForm, RosterFilterForm, StandDownForm

bp = Blueprint("champions", __name__)


@bp.get("/champions")
@access(Permission.CHAMPION_READ)
def roster() -> ResponseReturnValue:
    today = clock.today()
    filters = RosterFilterForm(request.args)
    filters.offer((area.id, area.name) for area in list_local_areas())
    sort = read_sort(request.args, queries.ROSTER_ORDER, "school")
    page = paged(
        queries.select_roster(filters.to_filter(), sort.by(queries.ROSTER_ORDER), today),
        read_page_number(request.args),
    )
    return render_template(
        "champions/roster.html",
        filters=filters,
        sort=sort,
        page=page,
        holders=queries.holders_by_school([school.id for school in page.items], today),
        chart=_coverage(queries.count_covered(today)),
    )


def _coverage(figures: queries.RosterFigures) -> Chart:
    counted = (
        ("A Champion", figures.with_lead),
        ("A trained Champion", figures.with_trained_lead),
        ("A deputy", figures.with_deputy),
    )
    bars = [Bar(label, count, f"{count:,} of {figures.schools:,}") for label, count in counted]
    return bar_chart(
        "coverage", "Schools that have…", bars, highest=figures.schools, head=("What they have", "Schools")
    )


@bp.get("/schools/<int:school_id>/champions")
@access(Permission.CHAMPION_READ)
def school(school_id: int) -> ResponseReturnValue:
    found = get_school_with_place(school_id)
    today = clock.today()
    holders = queries.list_holders(school_id, today)
    return render_template(
        "champions/school.html",
        school=found,
        running=[holder for holder in holders if not holder.is_over(today)],
        past=[holder for holder in holders if holder.is_over(today)],
    )


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
    # Read now: a refused change takes the rows it read with it.
    shown = {
        "name": appointment.person.name,
        "kind": appointment.kind,
        "starts_on": appointment.starts_on,
        "school_id": appointment.school_id,
        "school_name": appointment.school.name,
    }
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
