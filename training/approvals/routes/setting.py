"""Saying who is asked: of a course, of an agency, and instead of oneself."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Open, Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.forms import CommandForm
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from portal.people.queries import get_agency
from training.approvals import finding, queries, services
from training.approvals.domain import Way
from training.approvals.forms import AgencyPolicyForm, CoursePolicyForm, NameApproverForm, NameDeputyForm
from training.approvals.models import ApprovalPolicy
from training.approvals.routes.blueprint import bp
from training.approvals.scope import OfAgency
from training.catalogue.domain import EventAction
from training.catalogue.models import Course
from training.catalogue.queries import get_course


@bp.route("/training/courses/<int:course_id>/approval", methods=["GET", "POST"])
@access(Permission.EVENT_MANAGE)
def set_course(course_id: int) -> ResponseReturnValue:
    form = CoursePolicyForm()
    if form.validate_on_submit() and _did(
        form, lambda: services.set_course_policy(current_actor(), course_id, form.to_command())
    ):
        flash("Saved. Requests under way keep their steps", "success")
        return redirect(url_for("catalogue.show_course", course_id=course_id))
    course = get_course(course_id)
    policy = queries.find_policy(course_id=course_id)
    if not form.is_submitted():
        form.way.data = _way(policy).value
        form.asks_second.data = policy is not None and policy.asks_second
    return render_template("approvals/set_course.html", form=form, course=course)


def _way(policy: ApprovalPolicy | None) -> Way:
    return Way.NONE if policy is None else policy.way


def _did(form: CommandForm, act: Callable[[], object]) -> bool:
    """Whether it was done; if not, the form says why."""
    try:
        with unit_of_work():
            act()
    except RuleBroken as error:
        form.refuse(error)
        return False
    return True


@bp.route("/agencies/<int:agency_id>/approval", methods=["GET", "POST"])
@access(Permission.APPROVAL_MANAGE)
def set_agency(agency_id: int) -> ResponseReturnValue:
    services.refuse_other_agency(current_actor(), agency_id)
    form = AgencyPolicyForm()
    if form.validate_on_submit() and _did(
        form, lambda: services.set_agency_policy(current_actor(), agency_id, form.to_command())
    ):
        flash("Saved. Requests under way keep their steps", "success")
        return redirect(url_for(".set_agency", agency_id=agency_id))
    if not form.is_submitted():
        form.way.data = _way(queries.find_policy(agency_id=agency_id)).value
    return render_template(
        "approvals/set_agency.html",
        form=form,
        agency=get_agency(agency_id),
        approvers=finding.list_approvers(agency_id),
        leads=finding.list_leads(agency_id),
    )


@bp.route("/agencies/<int:agency_id>/approvers", methods=["GET", "POST"])
@access(Permission.APPROVAL_MANAGE)
def name_approver(agency_id: int) -> ResponseReturnValue:
    services.refuse_other_agency(current_actor(), agency_id)
    form = NameApproverForm()
    if form.validate_on_submit() and _did(
        form, lambda: services.name_approver(current_actor(), agency_id, form.colleague.data or "")
    ):
        flash("They will be asked from now on", "success")
        return redirect(url_for(".set_agency", agency_id=agency_id))
    return render_template("approvals/name_approver.html", form=form, agency=get_agency(agency_id))


@bp.post("/agencies/<int:agency_id>/approvers/<int:approver_id>/end")
@access(Permission.APPROVAL_MANAGE)
def end_approver(agency_id: int, approver_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.end_approver(current_actor(), agency_id, approver_id)
    flash("They are asked no longer", "success")
    return redirect(url_for(".set_agency", agency_id=agency_id))


@bp.route("/approvals/deputies", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def name_deputy() -> ResponseReturnValue:
    """One's own deputies, and naming another."""
    actor, form = current_actor(), NameDeputyForm()
    if form.validate_on_submit() and _did(form, lambda: services.name_deputy(actor, form.to_command())):
        flash("They decide for you in that time. You still can as well", "success")
        return redirect(url_for(".name_deputy"))
    deputies = finding.list_deputies(actor.person_id)
    return render_template("approvals/name_deputy.html", form=form, deputies=deputies)


@bp.post("/approvals/deputies/<int:deputy_id>/end")
@access(Open.SIGNED_IN)
def end_deputy(deputy_id: int) -> ResponseReturnValue:
    with unit_of_work():
        services.end_deputy(current_actor(), deputy_id)
    flash("They no longer decide for you", "success")
    return redirect(url_for(".name_deputy"))


def course_actions(actor: Actor | None, course: Course) -> list[EventAction]:
    """The way from a course to who has to agree, for those who run training."""
    if actor is None or not can(actor, Permission.EVENT_MANAGE):
        return []
    return [EventAction("Who has to agree to bookings", url_for("approvals.set_course", course_id=course.id))]


def agency_links(actor: Actor, agency_id: int) -> list[Link]:
    """The way from an agency to who has to agree there."""
    if not can(actor, Permission.APPROVAL_MANAGE, OfAgency(agency_id)):
        return []
    return [Link("Who has to agree to bookings", url_for("approvals.set_agency", agency_id=agency_id))]
