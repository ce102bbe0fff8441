"""The page on which somebody's account is closed, or opened again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.closing import CloseAccountForm, ReopenAccountForm
from portal.accounts.queries.accounts import find_account_of
from portal.accounts.queries.leavers import get_owner
from portal.accounts.routes.blueprint import bp
from portal.accounts.services import closing
from portal.kernel.access import Permission, access, can, require
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.signed_in import current_actor
from portal.people.finding.people import get_visible_person


@bp.get("/people/<int:person_id>/account")
@access(Permission.ACCOUNT_CLOSE)
def show_account(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = get_visible_person(actor, person_id)
    return render_template(
        "accounts/show_account.html",
        person=person,
        account=find_account_of(person.id),
        may_close=can(actor, Permission.ACCOUNT_CLOSE, get_owner(person.id)),
    )


@bp.route("/people/<int:person_id>/account/close", methods=["GET", "POST"])
@access(Permission.ACCOUNT_CLOSE)
def close_account(person_id: int) -> ResponseReturnValue:
    return _ask(person_id, CloseAccountForm(), is_closing=True)


@bp.route("/people/<int:person_id>/account/reopen", methods=["GET", "POST"])
@access(Permission.ACCOUNT_REOPEN)
def reopen_account(person_id: int) -> ResponseReturnValue:
    return _ask(person_id, ReopenAccountForm(), is_closing=False)


def _ask(
    person_id: int, form: CloseAccountForm | ReopenAccountForm, *, is_closing: bool
) -> ResponseReturnValue:
    actor = current_actor()
    person = get_visible_person(actor, person_id)
    if find_account_of(person_id) is None:
        raise NotFound
    if is_closing:
        require(actor, Permission.ACCOUNT_CLOSE, get_owner(person_id))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                if isinstance(form, CloseAccountForm):
                    closing.close(actor, form.to_command(person_id))
                else:
                    closing.reopen(actor, form.to_command(person_id))
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("The account is closed" if is_closing else "The account is open again", "success")
            return redirect(url_for(".show_account", person_id=person_id))
    template = "accounts/close_account.html" if is_closing else "accounts/reopen_account.html"
    return render_template(template, form=form, person=person)
