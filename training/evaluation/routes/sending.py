"""The forms that people send, and the cards that ask for them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting
from training.evaluation import queries, services
from training.evaluation.domain import EvaluationForm, FormTimes, Secrecy
from training.evaluation.forms import SendForm, form_for
from training.evaluation.routes.blueprint import bp


@bp.route("/training/events/<int:event_id>/evaluation", methods=["GET", "POST"], defaults={"which": "after"})
@bp.route(
    "/training/events/<int:event_id>/evaluation/before",
    methods=["GET", "POST"],
    defaults={"which": "before"},
)
@bp.route(
    "/training/events/<int:event_id>/evaluation/later", methods=["GET", "POST"], defaults={"which": "later"}
)
@access(Open.SIGNED_IN)
def send(event_id: int, which: str) -> ResponseReturnValue:
    actor, asked = current_actor(), EvaluationForm(which)
    form = form_for(asked, queries.get_questions(queries.find_version(event_id)))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.send_evaluation(actor, form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Thank you. Your answers have been sent, without your name", "success")
            return redirect(url_for("shell.home"))
    return _show(form, event_id, actor.person_id)


def _show(form: SendForm, event_id: int, person_id: int) -> ResponseReturnValue:
    event = queries.get_event(event_id)
    standing = queries.find_standing(person_id, event_id)
    if standing is None or not standing.concerns(form.form):
        raise NotFound
    times = in_force(FormTimes)
    return render_template(
        "evaluation/send.html",
        form=form,
        event=event,
        has_answered=queries.find_response(person_id, event_id, form.form) is not None,
        turn=standing.turn(form.form, clock.now(), times).value,
        opens_at=standing.opens_at(times),
        closes_at=standing.ends_at + times.closes if standing.ends_at else None,
        smallest=in_force(Secrecy).smallest_group,
    )


def waiting(actor: Actor) -> list[Waiting]:
    """A card for each form that the actor has not sent yet."""
    return [
        Waiting(
            title=_TITLES[one.form].format(title=one.title),
            url=url_for("evaluation.send", event_id=one.event_id, which=one.form.value),
            detail="Your certificate follows when you have sent it" if one.opens_certificate else "",
        )
        for one in queries.list_to_send(actor.person_id)
    ]


_TITLES = {
    EvaluationForm.BEFORE: "Say how confident you are before “{title}”",
    EvaluationForm.AFTER: "Say what you thought of “{title}”",
    EvaluationForm.LATER: "Say what became of “{title}” in your work",
}
