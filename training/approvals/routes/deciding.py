"""What waits for somebody to decide, one request, and how a request stands for the learner."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ScalarSelect

from portal.kernel.access import Actor, Open, Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Waiting
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import moment
from training.approvals import finding, queries, services
from training.approvals.domain import StepKind
from training.approvals.forms import DecideForm
from training.approvals.queries import Asked
from training.approvals.routes.blueprint import bp
from training.catalogue.queries import get_event_to_show


@bp.get("/approvals")
@access(Open.SIGNED_IN)
def list_requests() -> ResponseReturnValue:
    """What waits for this person; for those who run training, on demand, what waits for anybody."""
    actor = current_actor()
    runs_training = can(actor, Permission.EVENT_MANAGE)
    everybody = runs_training and request.args.get("whose") == "all"
    page = paged(finding.select_open(actor, everybody=everybody), read_page_number(request.args))
    return render_template(
        "approvals/list_requests.html", page=page, everybody=everybody, runs_training=runs_training
    )


@bp.get("/approvals/open")
@access(Permission.APPROVAL_DECIDE)
def list_open() -> ResponseReturnValue:
    """The same page for the menu of those who usually have something to decide."""
    return list_requests()


@bp.route("/approvals/<int:step_id>", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def decide(step_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), DecideForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                decision = services.decide(actor, form.to_command(step_id))
                said = "You have agreed" if decision.agreed else "You have declined, and they will be told"
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(said, "success")
            return redirect(url_for(".list_requests"))
    asked = queries.get_asked(step_id)
    runs_training = can(actor, Permission.EVENT_MANAGE)
    is_theirs = queries.find_capacity(asked, actor.person_id, runs_training=runs_training) is not None
    if not is_theirs and (not runs_training or asked.booking.person_id == actor.person_id):
        raise NotFound
    return render_template("approvals/decide.html", form=form, is_theirs=is_theirs, **about(asked))


def about(asked: Asked) -> dict[str, object]:
    """What somebody who decides needs to know, and nothing else."""
    event = get_event_to_show(asked.booking.event_id)
    return {
        "asked": asked,
        "event": event,
        "learner": asked.booking.person.name,
        "answers": finding.list_answers(asked.request.id),
        "waiting": queries.count_waiting(event.id),
    }


def number_waiting(actor: Actor) -> ScalarSelect[int]:
    return finding.number_mine(actor)


def card_waiting(count: int) -> Waiting:
    waits = "requests wait" if count > 1 else "request waits"
    return Waiting(
        title=f"{count:,} {waits} for your answer",
        url=url_for("approvals.list_requests"),
        detail="Somebody asks for a place on training and needs your agreement",
    )


def request_states(booking_ids: Collection[int], *, is_own: bool) -> Mapping[int, str]:
    """For the pages of bookings: what each request waits for."""
    return {
        row.booking_id: (
            f"Waits for step {row.number} of {row.steps}: {_whose(row.kind, is_own=is_own)}."
            f"{f' {row.why}.' if row.why else ''} They are asked until {moment(row.expires_at)}."
        )
        for row in finding.list_states(booking_ids)
    }


def _whose(kind: StepKind, *, is_own: bool) -> str:
    own = "your" if is_own else "their"
    return f"the {kind.label}" if kind.is_ours else f"{own} {kind.label}"
