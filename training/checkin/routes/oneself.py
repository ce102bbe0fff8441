"""Checking oneself in, with the code that the room shows or by its picture."""

from __future__ import annotations

import secrets

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor
from training.attendance.domain import AttendanceMark
from training.checkin import services
from training.checkin.domain import Outcome, Refused
from training.checkin.forms import LONGEST_CODE, CheckInForm, digits_alone
from training.checkin.routes.blueprint import bp, room_codes
from training.checkin.services.arriving import CheckedIn

# Tells one phone from another for a day, and is kept only as a hash that differs with each sitting.
COOKIE = "portal_device"
LONGEST_DEVICE = 64
A_DAY = 24 * 60 * 60


@bp.route("/check-in", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def check_in() -> ResponseReturnValue:
    """The picture in the room leads here with its code filled in; nothing happens before the button."""
    form, device = CheckInForm(), request.cookies.get(COOKIE, "")[:LONGEST_DEVICE] or secrets.token_urlsafe()
    if not form.is_submitted():
        form.code.data = digits_alone(request.args.get("code", ""))[:LONGEST_CODE]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = services.check_in(current_actor(), form.to_command(device), room_codes())
        except RuleBroken as error:
            form.refuse(error)
        else:
            if done.outcome is Outcome.IN:
                return _known_by(device, make_response(redirect(_welcome(done))))
            form.refuse(Refused(done.outcome))
    return _known_by(device, make_response(render_template("checkin/check_in.html", form=form)))


def _welcome(done: CheckedIn) -> str:
    """Where whoever is in goes on to, with a word on how they are marked."""
    is_late = done.marked is not None and done.marked.mark is AttendanceMark.LATE
    how = f", {done.marked.label.lower()}" if done.marked and is_late else ""
    flash(f"You are checked in to {done.course}{how}", "success")
    return url_for("bookings.show_booking", booking_id=done.booking_id)


def _known_by(device: str, answer: Response) -> Response:
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(
        COOKIE, device, max_age=A_DAY, path="/check-in", secure=is_secure, httponly=True, samesite="Lax"
    )
    return answer
