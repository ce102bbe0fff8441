"""Pages to learn from: open to everybody, written by those who run training."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Open, Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.markdown import as_html
from portal.kernel.signed_in import current_actor, find_actor
from portal.kernel.slice import Link
from portal.kernel.tables import paged, read_page_number
from training.catalogue.models import Course
from training.learning import queries, services
from training.learning.domain import ChangedMeanwhile, LookFirst
from training.learning.forms import PageForm, PublishForm
from training.learning.models import LearningPage

bp = Blueprint("learning", __name__, url_prefix="/training")
bp.add_app_template_filter(as_html, "markdown")


@bp.get("/learning")
@access(Open.PUBLIC)
def list_pages() -> ResponseReturnValue:
    return render_template("learning/list_pages.html", pages=queries.list_published())


@bp.get("/learning/<string:slug>")
@access(Open.PUBLIC)
def show_page(slug: str) -> ResponseReturnValue:
    page = queries.get_page_to_read(slug, with_drafts=_writes())
    return render_template("learning/show_page.html", page=page, courses=queries.list_courses_of(page.id))


def _writes() -> bool:
    actor = find_actor()
    return actor is not None and can(actor, Permission.EVENT_MANAGE)


@bp.get("/learning-pages")
@access(Permission.EVENT_MANAGE)
def manage_pages() -> ResponseReturnValue:
    page = paged(queries.select_pages(), read_page_number(request.args))
    return render_template("learning/manage_pages.html", page=page)


@bp.route("/learning-pages/add", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def add_page() -> ResponseReturnValue:
    form = PageForm() if request.method == "POST" else PageForm(data={"version": 0})
    form.offer(queries.list_course_choices(frozenset()))
    return _save_page(form, None)


@bp.route("/learning-pages/<int:page_id>/edit", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def edit_page(page_id: int) -> ResponseReturnValue:
    page, named = queries.get_page(page_id), queries.get_course_ids(page_id)
    form = PageForm() if request.method == "POST" else PageForm(obj=page, course_ids=sorted(named))
    form.offer(queries.list_course_choices(named))
    return _save_page(form, page_id)


def _save_page(form: PageForm, page_id: int | None) -> ResponseReturnValue:
    """Save, or show what it would look like; after a conflict show the other version beside one's own."""
    is_good, theirs = form.validate_on_submit(), None
    if is_good and not form.preview.data:
        try:
            with unit_of_work():
                saved = services.save_page(current_actor(), form.to_command(page_id)).id
        except RuleBroken as error:
            form.refuse(error)
            if isinstance(error, ChangedMeanwhile) and page_id is not None:
                theirs = queries.get_page(page_id)
                form.version.data = str(theirs.version)
        else:
            flash("The page is saved", "success")
            return redirect(url_for(".edit_page", page_id=saved))
    return _show_form(form, page_id, theirs, is_shown=is_good and bool(form.preview.data))


def _show_form(
    form: PageForm, page_id: int | None, theirs: LearningPage | None, *, is_shown: bool
) -> ResponseReturnValue:
    return render_template(
        "learning/edit_page.html",
        form=form,
        page=None if page_id is None else queries.get_page(page_id),
        theirs=theirs,
        is_shown=is_shown,
        publish=PublishForm(formdata=None, data={"version": form.version.data}),
    )


@bp.post("/learning-pages/<int:page_id>/publish")
@access(Permission.EVENT_MANAGE)
def publish_page(page_id: int) -> ResponseReturnValue:
    form = PublishForm()
    if not form.validate_on_submit():
        raise LookFirst
    with unit_of_work():
        services.publish_page(current_actor(), page_id, int(form.version.data or 0))
    flash("The page is published. Everybody can read it", "success")
    return redirect(url_for(".edit_page", page_id=page_id))


@bp.post("/learning-pages/<int:page_id>/withdraw")
@access(Permission.EVENT_MANAGE)
def withdraw_page(page_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.withdraw_page(current_actor(), page_id)
    flash("The page is a draft again. Only those who run training see it", "success")
    return redirect(url_for(".edit_page", page_id=page_id))


def links_of_catalogue() -> Sequence[Link]:
    """The way from the catalogue to the pages."""
    return (Link("Learning pages to read at once, without booking", url_for("learning.list_pages")),)


def links_of_course(course: Course) -> Sequence[Link]:
    """The way from a course to the pages that name it."""
    return [
        Link(page.title, url_for("learning.show_page", slug=page.slug))
        for page in queries.list_pages_about(course.id)
    ]
