"""Three ways to put people on a list: by ticking them, by pasting them, by a file."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from portal.kernel.access import Permission, access
from portal.kernel.cells import FileRefused
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.forms import takes_files
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import csv_response, read_page_number
from portal.kernel.text import plural
from portal.people.domain import RoleGroup
from training.catalogue.queries import get_event_to_show
from training.office import finding, queries
from training.office.domain import Added, OfficeRules
from training.office.forms import PasteForm, PickForm, UploadListForm
from training.office.reading import read_file, read_pasted
from training.office.routes.blueprint import bp
from training.office.services import listing

LARGEST_FILE_MB = 5
EXAMPLE_HEAD = ("First name", "Surname", "Email", "Staff number", "Access needs")
EXAMPLE = (
    ("Ann", "Example", "ann.example@school.example", "", ""),
    ("Bob", "Example", "", "YRK-000123", "Step-free access"),
)


@bp.route("/training/events/<int:event_id>/several", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def choose(event_id: int) -> ResponseReturnValue:
    """The list of one's people, to be ticked."""
    actor, form, chosen = current_actor(), PickForm(), _chosen()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                added = listing.add_people(actor, event_id, form.people.data or ())
        except RuleBroken as error:
            form.refuse(error)
        else:
            _say(added)
            return redirect(request.full_path if request.form.get("more") else _list(added))
    page = finding.find_page(actor, chosen, read_page_number(request.args))
    ids = [row.id for row in page.items]
    return render_template(
        "office/choose.html",
        form=form,
        page=page,
        chosen=chosen,
        posts=finding.map_posts(actor, ids),
        standings=finding.map_standings(event_id, ids),
        agencies=finding.list_agencies(actor),
        role_groups=[(group.value, group.label) for group in RoleGroup],
        ticked=set(form.people.data or ()),
        **_about(event_id),
    )


def _chosen() -> finding.Chosen:
    asked = request.args
    group = next((one for one in RoleGroup if one.value == asked.get("group")), None)
    return finding.Chosen(
        name=asked.get("name", "").strip(),
        agency_id=asked.get("agency", type=int),
        role_group=group,
        without_email=asked.get("email") == "none",
    )


@bp.route("/training/events/<int:event_id>/several/paste", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
def paste(event_id: int) -> ResponseReturnValue:
    form = PasteForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                lines = read_pasted(form.lines.data or "")
                added = listing.add_lines(current_actor(), event_id, lines, field="lines")
        except RuleBroken as error:
            form.refuse(error)
        else:
            _say(added)
            return redirect(_list(added))
    return render_template("office/paste.html", form=form, **_about(event_id))


@bp.route("/training/events/<int:event_id>/several/upload", methods=["GET", "POST"])
@access(Permission.BOOKING_OFFICE)
@reads_first
@takes_files(LARGEST_FILE_MB)
def upload(event_id: int) -> ResponseReturnValue:
    form, problems = UploadListForm(), ()
    if form.validate_on_submit():
        try:
            lines = read_file(form.file.data.stream, most=in_force(OfficeRules).most_people)
            with unit_of_work():
                added = listing.add_lines(current_actor(), event_id, lines, field="file")
        except RuleBroken as error:
            form.refuse(error)
            problems = error.problems if isinstance(error, FileRefused) else ()  # type: ignore[assignment]  # a tuple
        else:
            _say(added)
            return redirect(_list(added))
    return render_template("office/upload.html", form=form, problems=problems, **_about(event_id))


@bp.get("/training/several/example.csv")
@access(Permission.BOOKING_OFFICE)
def example() -> Response:
    """A file with the columns that are understood, and two invented people."""
    return csv_response("people-to-book.csv", EXAMPLE_HEAD, EXAMPLE)


def _about(event_id: int) -> dict[str, Any]:
    """The event, and the list that has been begun for it."""
    return {"event": get_event_to_show(event_id), "on_list": queries.count_on_list(current_actor(), event_id)}


def _say(added: Added) -> None:
    known = f". {plural(added.known, 'was', 'were')} on it already" if added.known else ""
    flash(f"{plural(added.new, 'person', 'people')} added to the list{known}", "success")


def _list(added: Added) -> str:
    return url_for(".show_list", list_id=added.list_id)
