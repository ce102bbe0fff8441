"""The three decisions about a request to join. Each page says what will happen before it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.invitations import InvitationRules
from portal.kernel import clock
from portal.kernel.access import Actor, Permission, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.people.finding.people import get_visible_person, list_posts
from portal.people.routes.changing import offer_places
from portal.registrations import queries
from portal.registrations.domain import Approve, RegistrationRules
from portal.registrations.forms import ApproveForm, ApproveKnownForm, AskBackForm, HandOnForm, RefuseForm
from portal.registrations.models import RegistrationRequest
from portal.registrations.routes.blueprint import bp
from portal.registrations.services import approving, deciding

LARGEST = 9


@bp.route("/requests-to-join/<int:request_id>/approve", methods=["GET", "POST"])
@access(Permission.REGISTRATION_DECIDE)
def approve(request_id: int) -> ResponseReturnValue:
    """As the person of the register that `?person=` names, or as somebody new."""
    actor, chosen = current_actor(), _read_choice(request_id)
    form = _form(actor, chosen)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                who = approving.approve(actor, _command(form, chosen), in_force(InvitationRules)).name
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{who} is in the register, and an invitation is on the way", "success")
            return redirect(url_for(".list_requests"))
    return _show_approve(actor, chosen, form)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be approved: as whom, and the agency at which they have a post already, if they have one."""

    request_id: int
    person_id: int | None
    works_at: int | None


def _read_choice(request_id: int) -> Choice:
    person_id = _chosen_id()
    at = None if person_id is None else queries.find_agency_of_both(request_id, person_id)
    return Choice(request_id, person_id, at)


def _form(actor: Actor, chosen: Choice) -> ApproveForm | ApproveKnownForm:
    if chosen.works_at is not None:
        return ApproveKnownForm()
    form = ApproveForm()
    offer_places(form, actor)
    return form


def _command(form: ApproveForm | ApproveKnownForm, chosen: Choice) -> Approve:
    if isinstance(form, ApproveForm):
        return form.to_approve(chosen.request_id, chosen.person_id)
    return form.to_approve(chosen.request_id, chosen.works_at or 0, chosen.person_id or 0)


def _show_approve(actor: Actor, chosen: Choice, form: ApproveForm | ApproveKnownForm) -> str:
    found, _ = queries.get_request(actor, chosen.request_id)
    person = None if chosen.person_id is None else get_visible_person(actor, chosen.person_id)
    if request.method == "GET" and isinstance(form, ApproveForm):
        form.process(data=_said(found))
    return render_template(
        "registrations/approve.html",
        form=form,
        request_to_join=found,
        person=person,
        works_there=chosen.works_at is not None,
        posts=list_posts(actor, person.id) if person else [],
        days=in_force(InvitationRules).good_for.days,
    )


def _chosen_id() -> int | None:
    asked = request.args.get("person", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= LARGEST):
        raise NotFound
    return int(asked)


def _said(found: RegistrationRequest) -> dict[str, Any]:
    """What they typed, to begin with. A manager is a colleague of the agency, or nobody."""
    return {
        "agency_id": found.agency_id,
        "job_title": found.job_title,
        "role_group": found.role_group.value,
        "team": found.team,
        "manager": found.manager,
        "is_paid": "yes" if found.is_paid else "no",
        "started_on": clock.today(),
    }


@bp.route("/requests-to-join/<int:request_id>/ask", methods=["GET", "POST"])
@access(Permission.REGISTRATION_DECIDE)
def ask_question(request_id: int) -> ResponseReturnValue:
    actor, form, rules = current_actor(), AskBackForm(), in_force(RegistrationRules)
    found, _ = queries.get_request(actor, request_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                deciding.ask_back(actor, form.to_command(request_id), rules)
        except RuleBroken as error:
            form.refuse(error)
            found, _ = queries.get_request(actor, request_id)
        else:
            flash(f"Your question to {found.name} is on the way", "success")
            return redirect(url_for(".show_request", request_id=request_id))
    return render_template(
        "registrations/ask_question.html", form=form, request_to_join=found, days=rules.question_waits.days
    )


@bp.route("/requests-to-join/<int:request_id>/refuse", methods=["GET", "POST"])
@access(Permission.REGISTRATION_DECIDE)
def refuse(request_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), RefuseForm()
    found, _ = queries.get_request(actor, request_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                deciding.refuse(actor, form.to_command(request_id))
        except RuleBroken as error:
            form.refuse(error)
            found, _ = queries.get_request(actor, request_id)
        else:
            flash(f"The request of {found.name} is refused, and they are told why", "success")
            return redirect(url_for(".list_requests"))
    return render_template("registrations/refuse.html", form=form, request_to_join=found)


@bp.route("/requests-to-join/<int:request_id>/hand-on", methods=["GET", "POST"])
@access(Permission.REGISTRATION_DECIDE)
def hand_on(request_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), HandOnForm()
    found, _ = queries.get_request(actor, request_id)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                deciding.hand_on(actor, form.to_command(request_id))
        except RuleBroken as error:
            form.refuse(error)
            found, _ = queries.get_request(actor, request_id)
        else:
            flash(f"The coordinators answer the request of {found.name} now", "success")
            return redirect(url_for(".list_requests"))
    return render_template("registrations/hand_on.html", form=form, request_to_join=found)
