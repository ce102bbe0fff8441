"""Pages of evaluation: the form, and what the answers come to."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Open, Permission, Role, access, require
from portal.kernel.charts import Bar, Chart, bar_chart
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting
from portal.kernel.tables import paged, read_page_number
from training.catalogue.domain import EventAction
from training.catalogue.models import TrainingEvent
from training.evaluation import queries, services
from training.evaluation.domain import Distribution, Secrecy, confidence_gain, distributions
from training.evaluation.forms import EvaluationForm

bp = Blueprint("evaluation", __name__)


@bp.route("/training/events/<int:event_id>/evaluation", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def send(event_id: int) -> ResponseReturnValue:
    actor = current_actor()
    event = queries.get_event(event_id)
    if not queries.is_learner(actor.person_id, event_id):
        raise NotFound
    form = EvaluationForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.send_evaluation(actor, form.to_command(event_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Thank you. Your answers have been sent, without your name", "success")
            return redirect(url_for("shell.home"))
    has_answered = queries.find_response(actor.person_id, event_id) is not None
    return render_template(
        "evaluation/send.html",
        form=form,
        event=event,
        has_answered=has_answered,
        smallest=in_force(Secrecy).smallest_group,
    )


@bp.get("/evaluation")
@access(Permission.EVALUATION_READ)
def list_events() -> ResponseReturnValue:
    page = paged(queries.select_events(current_actor()), read_page_number(request.args))
    return render_template("evaluation/list_events.html", page=page)


@bp.get("/training/events/<int:event_id>/evaluation/results")
@access(Permission.EVALUATION_READ)
def results(event_id: int) -> ResponseReturnValue:
    event = queries.get_event(event_id)
    require(current_actor(), Permission.EVALUATION_READ, event)
    answers = queries.list_answers(event_id)
    smallest = in_force(Secrecy).group_for(answer.promised for answer in answers)
    is_shown = len(answers) >= smallest
    shown = answers if is_shown else []
    ratings = [answer.ratings for answer in shown]
    return render_template(
        "evaluation/results.html",
        event=event,
        learners=queries.count_learners(event_id),
        n=len(answers),
        is_shown=is_shown,
        smallest=smallest,
        charts=[_chart(one) for one in distributions(ratings)] if is_shown else [],
        gain=confidence_gain(ratings),
        words_purged=any(answer.words_purged for answer in shown),
        texts=[
            ("What people will do differently", [a.will_change for a in shown if a.will_change]),
            ("What else they said", [a.comments for a in shown if a.comments]),
        ],
    )


def _chart(found: Distribution) -> Chart:
    """Five bars, each with its count and share of all who rated the statement."""
    words = {1: found.statement.low, 5: found.statement.high}
    bars = [
        Bar(f"{rating} {words.get(rating, '')}".strip(), count, _share(count, found.n))
        for rating, count in found.counts.items()
    ]
    title = found.statement.text if found.mean is None else f"{found.statement.text} – mean {found.mean:.1f}"
    return bar_chart(
        found.statement.key, f"{title} (n = {found.n})", bars, highest=found.n, head=("Rating", "People")
    )


def _share(count: int, n: int) -> str:
    return f"{count} ({100 * count / n:.0f}%)" if n else "0"


def event_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """The way from the page of an event that is over to what people said about it."""
    is_over = event.result_confirmed_at is not None
    if actor is None or not is_over or not actor.holds(Role.COORDINATOR, Role.TRAINING_LEAD):
        return []
    return [EventAction("What people said", url_for("evaluation.results", event_id=event.id))]


def waiting(actor: Actor) -> list[Waiting]:
    """A card for each form that the actor has not sent yet."""
    return [
        Waiting(
            title=f"Say what you thought of “{event['title']}”",
            url=url_for("evaluation.send", event_id=event["id"]),
            detail="Your certificate follows when you have sent it" if event["requires_evaluation"] else "",
        )
        for event in queries.list_to_send(actor.person_id)
    ]
