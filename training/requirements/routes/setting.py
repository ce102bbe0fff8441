"""What is required of whom: the list, one requirement, writing it, and prolonging it for many."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.people.domain import AgencyKind, RoleGroup
from training.requirements.domain.commands import MINUTES, CountHasChanged, check
from training.requirements.forms import ExtendManyForm, RequirementForm
from training.requirements.models import Requirement
from training.requirements.queries import facts, people, preview, records
from training.requirements.routes.blueprint import bp
from training.requirements.services import allowing, setting


@bp.get("/training/requirements")
@access(Permission.REQUIREMENT_MANAGE)
def list_requirements() -> ResponseReturnValue:
    page = paged(records.select_requirements(), read_page_number(request.args))
    states = records.count_states([one.id for one in page.items])
    return render_template(
        "requirements/list_requirements.html", page=page, states=states, today=clock.today()
    )


@bp.route("/training/requirements/new", methods=["GET", "POST"])
@access(Permission.REQUIREMENT_MANAGE)
def add_requirement() -> ResponseReturnValue:
    return _written(None, RequirementForm(data={"starts_on": clock.today(), "takes": "all"}))


@bp.route("/training/requirements/<int:requirement_id>/change", methods=["GET", "POST"])
@access(Permission.REQUIREMENT_MANAGE)
def change_requirement(requirement_id: int) -> ResponseReturnValue:
    requirement = records.get_requirement(requirement_id)
    form = RequirementForm(data=_filled(requirement))
    if request.method == "GET":
        form.seen.data = setting.seen_of(requirement)
    return _written(requirement_id, form)


def _written(requirement_id: int | None, form: RequirementForm) -> ResponseReturnValue:
    form.offer(records.list_courses(form.course_ids.data or ()))
    foreseen = None
    if form.validate_on_submit():
        try:
            command = form.to_command(requirement_id)
            check(command)
            if form.preview.data:
                foreseen = preview.foresee(command)
            else:
                with unit_of_work():
                    saved_id = setting.save_requirement(current_actor(), command, form.saw).id
                flash("Saved. How everybody stands follows in a moment", "success")
                return redirect(url_for(".show_requirement", requirement_id=saved_id))
        except RuleBroken as error:
            form.refuse(error)
    if form.is_submitted():
        form.seen.data = form.saw
    page = "add" if requirement_id is None else "change"
    return render_template(
        f"requirements/{page}_requirement.html", form=form, requirement_id=requirement_id, foreseen=foreseen
    )


def _filled(one: Requirement) -> dict[str, Any]:
    """What the form shows of a requirement."""
    plain = (*setting.KEPT, "is_settled")
    filled = {name: getattr(one, name) for name in plain}
    for name in ("takes", "basis", "hours_level"):
        filled[name] = filled[name] and filled[name].value
    filled["hours"] = one.hours_minutes and one.hours_minutes // MINUTES
    filled["course_ids"] = list(facts.map_courses([one.id]).get(one.id, {}))
    return filled


@bp.get("/training/requirements/<int:requirement_id>")
@access(Permission.REQUIREMENT_MANAGE)
def show_requirement(requirement_id: int) -> ResponseReturnValue:
    one = records.get_requirement(requirement_id)
    return render_template(
        "requirements/show_requirement.html",
        one=one,
        groups=[RoleGroup(word).label for word in one.role_groups],
        kinds=[AgencyKind(word).label for word in one.agency_kinds],
        courses=records.list_course_titles(requirement_id),
        states=records.count_states([requirement_id]).get(requirement_id, {}),
    )


@bp.route("/training/requirements/<int:requirement_id>/extend", methods=["GET", "POST"])
@access(Permission.REQUIREMENT_EXEMPT)
def extend_many(requirement_id: int) -> ResponseReturnValue:
    """First how many people it is, and then, with that number, the act."""
    actor, form, whom = current_actor(), ExtendManyForm(), None
    name = records.get_requirement(requirement_id).name
    form.offer(people.list_agencies(actor))
    if form.validate_on_submit():
        command = form.to_command(requirement_id, request.form.get("count", type=int))
        try:
            with unit_of_work():
                done = allowing.extend_many(actor, command)
        except CountHasChanged as error:
            whom = allowing.list_to_extend(actor, command)
            if command.count is not None:
                form.refuse(error)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"Prolonged for {done:,}. How they stand follows in a moment", "success")
            return redirect(url_for(".show_requirement", requirement_id=requirement_id))
    return render_template(
        "requirements/extend_many.html", form=form, name=name, requirement_id=requirement_id, whom=whom
    )
