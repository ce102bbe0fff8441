"""Where those who run training say what makes a Champion current, and what a term is."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from training.champions import queries, services
from training.champions.forms import CoursesForm, TermForm
from training.champions.routes.blueprint import bp


@bp.get("/champions/rules")
@access(Permission.CHAMPION_MANAGE)
def show_rules() -> ResponseReturnValue:
    """What counts, and the terms that are entered."""
    return render_template(
        "champions/show_rules.html",
        courses=[one.course.title for one in queries.list_champion_courses()],
        terms=queries.list_terms(),
    )


@bp.route("/champions/rules/courses", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def choose_courses() -> ResponseReturnValue:
    form = CoursesForm(course_ids=[one.course_id for one in queries.list_champion_courses()])
    form.offer(queries.list_courses())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.choose_courses(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Saved. The roster counts these certificates from now on", "success")
            return redirect(url_for(".show_rules"))
    form.seen.data = services.seen_courses()
    return render_template("champions/choose_courses.html", form=form)


@bp.route("/champions/rules/terms/add", methods=["GET", "POST"])
@access(Permission.CHAMPION_MANAGE)
def add_term() -> ResponseReturnValue:
    form = TermForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.add_term(current_actor(), form.to_command())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{form.name.data} has been added", "success")
            return redirect(url_for(".show_rules"))
    return render_template("champions/add_term.html", form=form)


@bp.post("/champions/rules/terms/<int:term_id>/remove")
@access(Permission.CHAMPION_MANAGE)
def remove_term(term_id: int) -> ResponseReturnValue:
    with unit_of_work():
        name = services.remove_term(current_actor(), term_id)
    flash(f"{name} has been removed", "success")
    return redirect(url_for(".show_rules"))
