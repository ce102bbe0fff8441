"""Giving a role, changing its dates, ending it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, access
from portal.kernel.chosen import chosen
from portal.kernel.db import unit_of_work
from portal.kernel.errors import Forbidden, RuleBroken
from portal.kernel.granting import Holder, may_grant
from portal.kernel.signed_in import current_actor
from portal.people.models import Person, RoleGrant
from portal.roles import finding, queries, services
from portal.roles.forms import ChangeGrantForm, EndGrantForm, GiveRoleForm, offer_boards
from portal.roles.routes.blueprint import bp


@bp.route("/people/<int:person_id>/give", methods=["GET", "POST"])
@access(Permission.ROLE_MANAGE)
def give(person_id: int) -> ResponseReturnValue:
    """First what is to be given, then once more to check, then it is given."""
    actor = current_actor()
    person = queries.get_person(actor, person_id)
    person_id, name = person.id, person.name
    form = _form_for(actor, person_id)
    if form.validate_on_submit():
        command = form.to_command(person_id)
        try:
            if not form.confirmed.data:
                services.check_role(actor, command)
                return render_template(
                    "roles/give.html", form=form, name=name, checking=True, person_id=person_id
                )
            with unit_of_work():
                services.give_role(actor, command)
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{name} now holds the role “{command.role.label}”", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    return render_template("roles/give.html", form=form, name=name, checking=False, person_id=person_id)


def _form_for(actor: Actor, person_id: int) -> GiveRoleForm:
    agencies = queries.agencies_by_person([person_id])[person_id]
    holder = Holder(person_id, agencies)
    offered = [role for role in Role if may_grant(actor, role, holder)]
    if not offered:
        raise Forbidden(services.why_not(actor, holder))
    form = GiveRoleForm(starts_on=clock.today())
    form.offer(offered, finding.list_agencies(agencies), chosen().boards)
    return form


@bp.route("/<int:grant_id>/change", methods=["GET", "POST"])
@access(Permission.ROLE_MANAGE)
def change(grant_id: int) -> ResponseReturnValue:
    actor = current_actor()
    grant, name = _read(actor, grant_id)
    role, person_id = grant.role, grant.person_id
    form = ChangeGrantForm(data={**_shown(grant), "seen": services.seen_of(grant)})
    theirs: list[tuple[str, str]] = []
    offer_boards(form, _boards(grant))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.change_grant(actor, form.to_command(grant_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The role is changed", "success")
            return redirect(url_for(".show_person", person_id=person_id))
        grant, name = _read(actor, grant_id)
        shown = {key: value for key, value in _shown(grant).items() if key in form}
        theirs = form.compare(services.seen_of(grant), shown)
    return render_template(
        "roles/change.html", form=form, name=name, role=role, person_id=person_id, theirs=theirs
    )


def _shown(grant: RoleGrant) -> dict[str, object]:
    return {"board": grant.board, "starts_on": grant.starts_on, "ends_on": grant.ends_on}


@bp.route("/<int:grant_id>/end", methods=["GET", "POST"])
@access(Permission.ROLE_MANAGE)
def end(grant_id: int) -> ResponseReturnValue:
    actor = current_actor()
    grant, name = _read(actor, grant_id)
    role, person_id = grant.role, grant.person_id
    form = EndGrantForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.end_grant(actor, form.to_command(grant_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(f"{name}: the role “{role.label}” ends", "success")
            return redirect(url_for(".show_person", person_id=person_id))
    return render_template("roles/end.html", form=form, name=name, role=role, person_id=person_id)


def _boards(grant: RoleGrant) -> list[str]:
    """Those that the partnership names, and the one that they read for, which may be gone."""
    if grant.role is not Role.BOARD_READER:
        return []
    boards = chosen().boards
    return [*boards, *({grant.board} - {*boards, ""})]


def _read(actor: Actor, grant_id: int) -> tuple[RoleGrant, str]:
    """The grant and who holds it. Raises `Forbidden` for whoever may not change it."""
    grant = queries.get_grant(actor, grant_id)
    person: Person = queries.get_person(actor, grant.person_id)
    services.require_may_change(actor, grant)
    return grant, person.name
