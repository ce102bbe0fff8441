"""What each new event of a course keeps for agencies."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from training.catalogue.queries import get_course
from training.shares import queries
from training.shares.forms import CourseShareForm
from training.shares.queries import group_of
from training.shares.routes.blueprint import bp
from training.shares.services import defaults


@bp.route("/training/courses/<int:course_id>/shares", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def list_course_shares(course_id: int) -> ResponseReturnValue:
    course = get_course(course_id)
    form = CourseShareForm()
    form.offer(queries.list_agencies())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                defaults.add_course_share(current_actor(), form.to_command(course_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("New events of this course begin with it", "success")
            return redirect(url_for(".list_course_shares", course_id=course_id))
    shares = [(row, group_of(row, name)) for row, name in queries.list_course_shares(course_id)]
    return render_template("shares/list_course_shares.html", form=form, course=course, shares=shares)


@bp.post("/training/course-shares/<int:course_share_id>/remove")
@access(Permission.EVENT_MANAGE)
def remove_course_share(course_share_id: int) -> ResponseReturnValue:
    with unit_of_work():
        course_id = defaults.remove_course_share(current_actor(), course_share_id)
    flash("New events of this course begin without it", "success")
    return redirect(url_for(".list_course_shares", course_id=course_id))
