"""Saying why: signed in, or by the link of a letter."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.routes.blueprint import without_referrer
from portal.kernel.access import Open, Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from training.catalogue.queries import get_event_to_show
from training.lost_places import queries, services
from training.lost_places.domain import LadderRules, LinkUsedUp, LossKind
from training.lost_places.forms import SayWhyForm
from training.lost_places.models import LostPlace
from training.lost_places.routes.blueprint import bp
from training.lost_places.services.answering import get_known_loss, may_answer

SECRET = "lost_place"  # noqa: S105  # where in the session the secret of a link waits


@bp.route("/bookings/<int:booking_id>/why", methods=["GET", "POST"])
@access(Permission.LOST_PLACE_ANSWER)
def answer(booking_id: int) -> ResponseReturnValue:
    """For the person, their manager in that post, whoever acts for them, and those who run training."""
    actor, form = current_actor(), SayWhyForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                loss = services.say_why(actor, form.to_command(booking_id))
                is_mine = loss.booking.person_id == actor.person_id
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Thank you. Somebody will look at the reason", "success")
            return redirect(url_for(".list_mine") if is_mine else url_for("shell.home"))
    return _show(form, get_known_loss(actor, booking_id))


def _show(form: SayWhyForm, loss: LostPlace) -> ResponseReturnValue:
    """The question, with what the person has said already; to others that stays closed."""
    actor, event = current_actor(), get_event_to_show(loss.booking.event_id)
    is_mine = loss.booking.person_id == actor.person_id
    if is_mine and not form.is_submitted():
        form.reason.data = loss.reason
    is_asked = loss.kind is LossKind.NO_SHOW and event.result_confirmed_at is not None
    is_open = is_asked and may_answer(actor, loss)
    return render_template(
        "lost_places/answer.html",
        form=form if is_open else None,
        loss=loss,
        event=event,
        is_mine=is_mine,
        may_answer=is_open,
        until=loss.noted_at + in_force(LadderRules).excused_within,
    )


@bp.get("/lost-place/<string:secret>")
@access(Open.PUBLIC)
def open_question(secret: str) -> ResponseReturnValue:
    """The secret leaves the address at once: it stands in no log and in no history."""
    session[SECRET] = secret
    return without_referrer(redirect(url_for(".answer_by_link")))


@bp.route("/lost-place", methods=["GET", "POST"])
@access(Open.PUBLIC)
def answer_by_link() -> ResponseReturnValue:
    secret, form = session.get(SECRET, ""), SayWhyForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.say_why_by_link(form.to_command_by_link(secret))
        except LinkUsedUp:
            pass  # The page below says so.
        else:
            del session[SECRET]
            return redirect(url_for(".thanks"))
    loss = queries.find_by_secret(secret)
    return render_template(
        "lost_places/answer_by_link.html",
        form=form if loss else None,
        loss=loss,
        event=get_event_to_show(loss.booking.event_id) if loss else None,
    )


@bp.get("/lost-place/thanks")
@access(Open.PUBLIC)
def thanks() -> ResponseReturnValue:
    return render_template("lost_places/thanks.html")
