"""Asking for, watching and downloading a copy of what is held about a person."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, Role, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.people.finding import get_visible_person
from portal.trail import queries, services
from portal.trail.forms import AskForCopyForm
from portal.trail.models import SubjectAccess
from portal.trail.routes.blueprint import bp

PAGE = "trail/ask_for_copy.html"


@bp.route("/people/<int:person_id>/copy", methods=["GET", "POST"])
@access(Permission.SUBJECT_ACCESS)
def ask_for_copy(person_id: int) -> ResponseReturnValue:
    """One's own at once; somebody else's with a reason, and after a second look."""
    actor = current_actor()
    name = get_visible_person(actor, person_id).name
    services.refuse_strangers(actor, person_id)
    form, shown = AskForCopyForm(), {"name": name, "is_own": person_id == actor.person_id}
    if form.validate_on_submit():
        command = form.to_command(person_id)
        try:
            if not shown["is_own"] and not form.confirmed.data:
                services.check_copy(actor, command)
                return render_template(PAGE, form=form, checking=True, copies=(), **shown)
            with unit_of_work():
                copy_id = services.ask_for_copy(actor, command).id
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_copy", copy_id=copy_id))
    copies = queries.list_copies(actor, person_id)
    return render_template(PAGE, form=form, checking=False, copies=copies, now=clock.now(), **shown)


@bp.get("/copies/<int:copy_id>")
@access(Permission.SUBJECT_ACCESS)
def show_copy(copy_id: int) -> ResponseReturnValue:
    copy = queries.get_copy(current_actor(), copy_id)
    done = work.get(copy.work_id) if copy.work_id and copy.ready_at is None else None
    return render_template("trail/show_copy.html", copy=copy, work=done, now=clock.now())


@bp.get("/copies/<int:copy_id>/download")
@access(Permission.SUBJECT_ACCESS)
def download_copy(copy_id: int) -> ResponseReturnValue:
    actor = current_actor()
    copy = queries.get_copy(actor, copy_id)
    services.content_of(copy)
    activity.record_opening(actor, "download_copy", SubjectAccess, copy_id, person_id=copy.person_id)
    answer = Response(services.content_of(queries.get_copy(actor, copy_id)), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="what-is-held.zip"'
    return answer


def person_links(actor: Actor, person_id: int) -> list[Link]:
    if not actor.holds(Role.ADMINISTRATOR, Role.COORDINATOR):
        return []
    return [Link("Copy of everything that is held", url_for("trail.ask_for_copy", person_id=person_id))]
