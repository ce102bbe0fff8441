"""Handing a team over to another manager, and giving it back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access, can
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.kernel.text import plural
from portal.people import queries
from portal.people.finding import handing
from portal.people.finding import posts as finding
from portal.people.forms import HandOverForm, UndoHandOverForm
from portal.people.models import Post, TeamHandOver
from portal.people.routes.blueprint import bp
from portal.people.services import handing as services


@bp.route("/people/<int:person_id>/teams/<int:agency_id>/hand-over", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def hand_over(person_id: int, agency_id: int) -> ResponseReturnValue:
    """The page lists everybody who would move: it is the confirmation, too."""
    actor = current_actor()
    if not can(actor, Permission.PERSON_MANAGE, Post(agency_id=agency_id)):
        raise NotFound
    form = HandOverForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                moved = len(services.hand_over(actor, form.to_command(agency_id, person_id)))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{plural(moved, 'post')} handed over", "success")
            return redirect(url_for(".show_agency", agency_id=agency_id))
    team = finding.list_team(person_id, agency_id)
    if not team:
        raise NotFound
    return render_template(
        "people/hand_over.html",
        form=form,
        team=team,
        agency=queries.get_agency(agency_id),
        manager=queries.get_person(person_id),
    )


@bp.route("/hand-overs/<int:hand_over_id>/undo", methods=["GET", "POST"])
@access(Permission.PERSON_MANAGE)
def undo_hand_over(hand_over_id: int) -> ResponseReturnValue:
    """Lists who would go back to whom, or says why nobody does."""
    actor, form = current_actor(), UndoHandOverForm()
    agency_id = services.get_hand_over(actor, hand_over_id).agency_id
    if form.validate_on_submit():
        try:
            with unit_of_work():
                moved = len(services.undo_hand_over(actor, form.to_command(hand_over_id)))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{plural(moved, 'post')} given back", "success")
            return redirect(url_for(".show_agency", agency_id=agency_id))
    kept = services.get_hand_over(actor, hand_over_id)
    handed = handing.list_handed(kept.id)
    return render_template(
        "people/undo_hand_over.html",
        form=form,
        team=[one.post for one in handed],
        obstacle=_obstacle(kept, handed),
        agency=queries.get_agency(agency_id),
        manager=queries.get_person(kept.from_id),
        successor=queries.get_person(kept.to_id),
    )


def _obstacle(kept: TeamHandOver, handed: Sequence[handing.Handed]) -> str:
    try:
        services.check_undo(kept, handed)
    except RuleBroken as error:
        return error.message
    return ""
