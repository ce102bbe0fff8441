"""Scanning people in at the door: with a reader, by typing, or with the camera of a phone."""

from __future__ import annotations

from uuid import uuid4

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access
from portal.kernel.cells import FileRefused
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.forms import takes_files
from portal.kernel.problems import problem
from portal.kernel.signed_in import current_actor
from portal.kernel.text import plural
from training.attendance.routes.finding import chosen, sittings_of_mine
from training.catalogue.queries import get_event
from training.checkin import queries, reading, services
from training.checkin.domain import SCANNED, Outcome, RecordScans
from training.checkin.forms import ScanForm, UploadScansForm
from training.checkin.routes.blueprint import bp
from training.checkin.services.scanning import Scanned

LARGEST_FILE_MB = 2
# The one page of the portal that may ask for the camera of the device.
CAMERA = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


@bp.route("/training/events/<int:event_id>/scan", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
def scan(event_id: int) -> ResponseReturnValue:
    """One after another: what came of the last is said above the field for the next."""
    actor, form = current_actor(), ScanForm()
    sitting = chosen(sittings_of_mine(actor, event_id))
    here = url_for(".scan", event_id=event_id, sitting=sitting.id)
    if form.validate_on_submit():
        form.once.data = reading.as_once(form.once.data) or str(uuid4())
        try:
            with unit_of_work():
                [done] = services.record_scans(actor, form.to_command(event_id, sitting.id, clock.now()))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(said_of(done), "success" if done.outcome is Outcome.IN else "")
            return redirect(here)
    form.once.data = str(uuid4())
    waiting = queries.count_to_review(event_id)
    event = get_event(event_id)
    page = render_template("checkin/scan.html", form=form, event=event, sitting=sitting, waiting=waiting)
    answer = make_response(page)
    answer.headers["Permissions-Policy"] = CAMERA
    return answer


def said_of(done: Scanned) -> str:
    """As in “Ada Lovelace is in, late by 12 minutes”."""
    words = SCANNED[done.outcome]
    late = f", {done.marked.label.lower()}" if done.marked and done.marked.minutes_late else ""
    return f"{done.name} {words}{late}" if done.name else words


@bp.post("/training/events/<int:event_id>/scan/batch")
@access(Permission.ATTENDANCE_MARK)
def send_scans(event_id: int) -> ResponseReturnValue:
    """What the script of the page sends: one scan at once, or all that it kept while there was no network."""
    actor = current_actor()
    sitting = chosen(sittings_of_mine(actor, event_id))
    try:
        scans, is_live = reading.read_sent(request.get_json(silent=True))
    except reading.NotScans as error:
        return problem(400, str(error))
    try:
        with unit_of_work():
            done = services.record_scans(actor, RecordScans(event_id, sitting.id, scans, is_live))
    except RuleBroken as error:
        return problem(409, error.message)
    said = [{"once": one.once, "outcome": one.outcome.value, "said": said_of(one)} for one in done]
    return jsonify(scans=said)


@bp.route("/training/events/<int:event_id>/scan/file", methods=["GET", "POST"])
@access(Permission.ATTENDANCE_MARK)
@takes_files(LARGEST_FILE_MB)
def upload_scans(event_id: int) -> ResponseReturnValue:
    """For readers that keep what they scan, and for phones without script."""
    actor, form, problems = current_actor(), UploadScansForm(), ()
    sitting = chosen(sittings_of_mine(actor, event_id))
    if form.validate_on_submit():
        try:
            starts_at = sitting.starts_at.astimezone(clock.LONDON)
            scans = reading.read_file(form.file.data.stream, sitting_id=sitting.id, starts_at=starts_at)
            with unit_of_work():
                command = RecordScans(event_id, sitting.id, scans, is_live=False)
                new = sum(one.is_new for one in services.record_scans(actor, command))
        except RuleBroken as error:
            form.refuse(error)
            problems = error.problems if isinstance(error, FileRefused) else ()  # type: ignore[assignment]  # a tuple
        else:
            flash(f"{plural(new, 'new scan')} to look through", "success")
            return redirect(url_for(".list_scans", event_id=event_id))
    facts = {"event": get_event(event_id), "sitting": sitting, "problems": problems}
    return render_template("checkin/upload_scans.html", form=form, **facts)
