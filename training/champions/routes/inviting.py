"""Pages about invitations: asking somebody, answering, and who said yes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Permission, access, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken, reason_against
from portal.kernel.signed_in import current_actor
from portal.people.queries import get_school_with_place
from training.champions import queries, services
from training.champions.domain import NoLongerOpen
from training.champions.forms import AnswerForm, InviteForm
from training.champions.models import ChampionInvitation
from training.champions.queries import inviting
from training.champions.routes.blueprint import bp


@bp.route("/schools/<int:school_id>/champions/invite", methods=["GET", "POST"])
@access(Permission.CHAMPION_INVITE)
def invite(school_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = get_school_with_place(school_id)
    require(actor, Permission.CHAMPION_INVITE, queries.SchoolSubject(found.id, found.agency_id))
    form = InviteForm()
    form.offer(queries.list_staff(school_id, clock.today()))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.invite_successor(actor, form.to_command(school_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The invitation is on its way", "success")
            return redirect(url_for(".school", school_id=school_id))
    courses = inviting.list_course_titles()
    return render_template("champions/invite.html", form=form, school=found, courses=courses)


@bp.get("/champions/invitations")
@access(Permission.CHAMPION_READ)
def list_invitations() -> ResponseReturnValue:
    """Those to oneself; and, for whoever appoints, those who said yes."""
    actor = current_actor()
    return render_template(
        "champions/list_invitations.html",
        mine=inviting.list_own(actor.person_id),
        to_appoint=inviting.list_to_appoint(actor),
        today=clock.today(),
    )


@bp.route("/champions/invitations/<int:successor_id>/answer", methods=["GET", "POST"])
@access(Permission.CHAMPION_READ)
def answer_invitation(successor_id: int) -> ResponseReturnValue:
    actor = current_actor()
    invitation = inviting.get_invitation(successor_id)
    if invitation.person_id != actor.person_id:
        raise NotFound
    shown = {"school": invitation.school.name, "kind": invitation.kind, "answer_by": invitation.answer_by}
    closed = reason_against(lambda: _refuse_closed(invitation))
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.answer_invitation(actor, form.to_command(successor_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Thank you. Your answer has been noted", "success")
            return redirect(url_for(".list_invitations"))
    courses = inviting.list_course_titles()
    return render_template(
        "champions/answer_invitation.html", form=form, closed=closed, courses=courses, **shown
    )


def _refuse_closed(invitation: ChampionInvitation) -> None:
    if not invitation.is_open_on(clock.today()):
        raise NoLongerOpen


@bp.post("/champions/invitations/<int:successor_id>/withdraw")
@access(Permission.CHAMPION_INVITE)
def withdraw_invitation(successor_id: int) -> ResponseReturnValue:
    with unit_of_work():
        school_id = services.withdraw_invitation(current_actor(), successor_id).school_id
    flash("The invitation has been taken back", "success")
    return redirect(url_for(".school", school_id=school_id))
