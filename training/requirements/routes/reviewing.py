"""Looking at evidence from elsewhere, and letting people off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken, reason_against
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.people.queries import get_person
from training.requirements.domain import EvidenceState
from training.requirements.forms import AllowForm, ReviewForm
from training.requirements.queries import records, reviewing
from training.requirements.routes.blueprint import bp
from training.requirements.services import allowing, evidence


@bp.get("/training/requirements/evidence")
@access(Permission.REQUIREMENT_REVIEW)
def list_evidence() -> ResponseReturnValue:
    page = paged(reviewing.select_waiting(), read_page_number(request.args))
    return render_template("requirements/list_evidence.html", page=page)


@bp.route("/training/requirements/evidence/<int:evidence_id>", methods=["GET", "POST"])
@access(Permission.REQUIREMENT_REVIEW)
def review_evidence(evidence_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), ReviewForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                evidence.decide_evidence(actor, form.to_command(evidence_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("It is decided", "success")
            return redirect(url_for(".list_evidence"))
    sent = records.get_evidence(evidence_id)
    form.offer(is_accepted=sent.state is EvidenceState.ACCEPTED)
    return render_template(
        "requirements/review_evidence.html",
        form=form,
        closed=reason_against(lambda: evidence.refuse_decided(actor, sent)),
        sent=sent,
        person=get_person(sent.person_id),
        requirement=records.get_requirement(sent.requirement_id),
    )


@bp.route("/people/<int:person_id>/requirements/<int:requirement_id>/allow", methods=["GET", "POST"])
@access(Permission.REQUIREMENT_EXEMPT)
def allow(person_id: int, requirement_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), AllowForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                allowing.allow(actor, form.to_command(person_id, requirement_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("It holds from today on", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    if records.find_standing(person_id, requirement_id) is None:
        raise NotFound
    return render_template(
        "requirements/allow.html",
        form=form,
        closed=reason_against(lambda: allowing.refuse_own(actor, person_id)),
        person=get_person(person_id),
        requirement=records.get_requirement(requirement_id),
    )


@bp.post("/training/requirements/allowances/<int:allowance_id>/end")
@access(Permission.REQUIREMENT_EXEMPT)
def end_allowance(allowance_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            person_id = allowing.end_allowance(current_actor(), allowance_id).person_id
    except RuleBroken as error:
        person_id = records.get_allowance(allowance_id).person_id
        flash(error.message, "error")
    else:
        flash("It no longer holds", "success")
    return redirect(url_for(".show_person", person_id=person_id))
