"""Pages of the log of consultations: writing down, reading, taking away, and its themes."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.exports import read_format, table_response
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import count_rows, paged, read_page_number, streamed
from portal.people.queries import get_school_with_place
from training.champions.domain import ConsultationFilter
from training.champions.forms import ConsultationFilterForm, ConsultationForm, ThemesForm
from training.champions.queries import consulting
from training.champions.routes.blueprint import bp
from training.champions.services import consulting as services

HEAD = ("Day", "School", "Theme", "Advice", "Reference", "Given by")


@bp.get("/champions/consultations")
@access(Permission.CHAMPION_MANAGE)
def list_consultations() -> ResponseReturnValue:
    form, chosen = _asked()
    page = paged(consulting.select_consultations(chosen), read_page_number(request.args))
    return render_template("champions/list_consultations.html", filters=form, page=page)


def _asked() -> tuple[ConsultationFilterForm, ConsultationFilter]:
    form = ConsultationFilterForm(request.args)
    form.offer(consulting.list_advisers(clock.today()), _themes(offered=False))
    return form, form.to_filter()


def _themes(*, offered: bool) -> Sequence[tuple[int, str]]:
    return [(one.id, one.name) for one in consulting.list_themes(offered=offered)]


@bp.post("/champions/consultations/export")
@access(Permission.CHAMPION_MANAGE)
@reads_first
def export_consultations() -> Response:
    kind = read_format(request.form.get("format", ""))
    statement = consulting.select_consultations(_asked()[1])
    with unit_of_work():
        services.note_export(current_actor(), kind.value, count_rows(statement))
    rows = (
        (
            one.given_on,
            one.school,
            one.theme,
            one.advice,
            one.reference,
            f"{one.given_name} {one.family_name}",
        )
        for one in streamed(statement)
    )
    return table_response(kind, "consultations", HEAD, rows)


@bp.route("/schools/<int:school_id>/consultations/write", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def log_consultation(school_id: int) -> ResponseReturnValue:
    actor, school = current_actor(), get_school_with_place(school_id)
    form = ConsultationForm(given_on=clock.today(), given_by_id=actor.person_id)
    form.offer(consulting.list_advisers(clock.today()), _themes(offered=True))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.log_consultation(actor, form.to_command(school_id))
        except RuleBroken as error:
            form.refuse(error)
            school = get_school_with_place(school_id)
        else:
            flash("Written down. Whoever gave it does not audit this school for now", "success")
            return redirect(url_for(".list_consultations"))
    return render_template("champions/log_consultation.html", form=form, school=school)


@bp.post("/champions/consultations/<int:consultation_id>/remove")
@access(Permission.CHAMPION_MANAGE)
def remove_consultation(consultation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.remove_consultation(current_actor(), consultation_id)
    flash("Taken out of the log", "success")
    return redirect(url_for(".list_consultations"))


@bp.route("/champions/consultations/themes", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def name_themes() -> ResponseReturnValue:
    seen = services.seen_themes()
    form = ThemesForm() if request.method == "POST" else ThemesForm(lines=seen, seen=seen)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.name_themes(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Saved", "success")
            return redirect(url_for(".list_consultations"))
    return render_template("champions/name_themes.html", form=form)
