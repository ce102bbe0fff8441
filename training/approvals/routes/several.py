"""Deciding several requests at once: ticked, looked at together with their number, then answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Open, access
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import plural
from training.approvals import finding, services
from training.approvals.domain import Decide, DeclineNeedsReason
from training.approvals.forms import DecideForm
from training.approvals.models import Step
from training.approvals.routes.blueprint import bp

# Each answer is a booking with all that is looked at again: so many are done while somebody waits.
MOST = 50
LARGEST_ID = 2**63 - 1


@bp.get("/approvals/several")
@access(Open.SIGNED_IN)
def choose_several() -> ResponseReturnValue:
    """What waits for this person, each with a box to tick."""
    page = paged(finding.select_open(current_actor(), everybody=False), read_page_number(request.args))
    return render_template("approvals/choose_several.html", page=page, most=MOST)


@bp.route("/approvals/several/check", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def decide_several() -> ResponseReturnValue:
    """The chosen ones and how many they are; one answer for all of them."""
    actor, form = current_actor(), DecideForm()
    chosen = _chosen(actor)
    if not chosen:
        flash("None is chosen that waits for you. Tick at least one")
        return redirect(url_for(".choose_several"))
    if form.validate_on_submit():
        command = form.to_command(0)
        if command.agrees or command.reason.strip():
            kept = _answer(actor, chosen, command)
            done = plural(len(chosen) - len(kept), "request")
            flash(f"You have {'agreed to' if command.agrees else 'declined'} {done}", "success")
            for said in kept:
                flash(f"Not decided: {said}")
            return redirect(url_for(".list_requests"))
        form.refuse(DeclineNeedsReason())
    return render_template("approvals/decide_several.html", form=form, chosen=chosen, short=_short(chosen))


def _chosen(actor: Actor) -> Sequence[Any]:
    """Those that are ticked and wait for this person, or the first of all, as many as are done at once."""
    mine = finding.select_open(actor, everybody=False).limit(MOST)
    if not request.args.get("everybody"):
        given = {text for text in request.args.getlist("step") if text.isascii() and text.isdecimal()}
        mine = mine.where(Step.id.in_([number for number in map(int, given) if number <= LARGEST_ID]))
    return db.session.execute(mine).all()


def _answer(actor: Actor, chosen: Sequence[Any], command: Decide) -> list[str]:
    """Each by itself, so that one which cannot be decided keeps none of the others. Says which, and why."""
    kept = []
    for one in chosen:
        try:
            with unit_of_work():
                services.decide(actor, Decide(one.id, command.agrees, command.reason))
        except RuleBroken as error:
            kept.append(f"{one.given_name} {one.family_name}: {error.message}")
        except NotFound:
            kept.append(f"{one.given_name} {one.family_name}: It is somebody else’s to decide now")
    return kept


def _short(chosen: Sequence[Any]) -> list[str]:
    """Events with fewer places left than are asked for: those beyond go on the waiting list."""
    asked: dict[str, list[Any]] = {}
    for one in chosen:
        if not one.keeps_place:
            asked.setdefault(one.code, []).append(one)
    return [
        f"{rows[0].title} ({code}) has {plural(max(rows[0].left, 0), 'place')} left for {len(rows):,}"
        for code, rows in asked.items()
        if rows[0].left < len(rows)
    ]
