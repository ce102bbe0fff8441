"""Courses, for those who run training."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.chosen import chosen
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from training.catalogue import finding, queries
from training.catalogue.forms.courses import CourseChoices, CourseForm
from training.catalogue.models import Course
from training.catalogue.routes.blueprint import bp
from training.catalogue.services import courses as services


@bp.get("/courses")
@access(Permission.EVENT_MANAGE)
def manage_courses() -> ResponseReturnValue:
    page = paged(queries.select_all_courses(), read_page_number(request.args))
    return render_template("catalogue/manage_courses.html", page=page)


@bp.route("/courses/add", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def add_course() -> ResponseReturnValue:
    form = CourseForm(data={"requires_evaluation": True, "is_listed": True})
    return _save_course(form, None)


@bp.route("/courses/<int:course_id>/edit", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_course(course_id: int) -> ResponseReturnValue:
    course = queries.get_course(course_id)
    return _save_course(
        CourseForm(obj=course, prerequisite_ids=sorted(queries.get_needed(course_id))), course
    )


def _save_course(form: CourseForm, course: Course | None) -> ResponseReturnValue:
    course_id = None if course is None else course.id
    form.offer(
        CourseChoices(
            principles=finding.list_principles(),
            audit_items=finding.list_audit_items(),
            lines=chosen().lines,
            courses=queries.list_course_choices(course),
        )
    )
    if form.validate_on_submit():
        try:
            with unit_of_work():
                saved = services.save_course(current_actor(), form.to_command(course_id)).id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The course is saved", "success")
            return redirect(url_for(".manage_courses", _anchor=f"course-{saved}"))
    return render_template("catalogue/edit_course.html", form=form, course=course)


@bp.post("/courses/<int:course_id>/copy")
@access(Permission.EVENT_MANAGE)
def copy_course(course_id: int) -> ResponseReturnValue:
    with unit_of_work():
        copy_id = services.copy_course(current_actor(), course_id).id
    flash("This is the copy. It is not in the catalogue until you say so", "success")
    return redirect(url_for(".edit_course", course_id=copy_id))


@bp.post("/courses/<int:course_id>/retire")
@access(Permission.EVENT_MANAGE)
def retire_course(course_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.retire_course(current_actor(), course_id)
    flash("The course is retired. Certificates and past events stay as they are", "success")
    return redirect(url_for(".edit_course", course_id=course_id))


@bp.post("/courses/<int:course_id>/unlist")
@access(Permission.EVENT_MANAGE)
def unlist_course(course_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.unlist_course(current_actor(), course_id)
    flash("The course is no longer in the catalogue", "success")
    return redirect(url_for(".edit_course", course_id=course_id))


@bp.post("/courses/<int:course_id>/relist")
@access(Permission.EVENT_MANAGE)
def relist_course(course_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.relist_course(current_actor(), course_id)
    flash("The course is in the catalogue", "success")
    return redirect(url_for(".edit_course", course_id=course_id))
