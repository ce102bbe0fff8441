"""Inviting people of the register, and the page on which they answer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.domain import Way
from portal.accounts.forms.passwords import SetPasswordForm
from portal.accounts.invitations import (
    AcceptInvitation,
    HasAccount,
    InvitationRules,
    InvitationState,
    InvitationUseless,
    Invite,
)
from portal.accounts.queries import invitations as queries
from portal.accounts.routes.blueprint import bp, screening, without_referrer
from portal.accounts.services import inviting
from portal.kernel import clock
from portal.kernel.access import Open, Permission, access
from portal.kernel.db import db, reads_first, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.kernel.text import plural

SECRET = "invitation"  # noqa: S105  # where in the session the secret of an invitation waits
# How many names a preview shows; all are counted.
SHOWN = 25
LARGEST = 9


@bp.get("/invitations")
@access(Permission.ACCOUNT_INVITE)
def list_invitations() -> ResponseReturnValue:
    state = next((one for one in InvitationState if one.value == request.args.get("state")), None)
    statement = queries.select_invitations(current_actor(), state)
    return render_template(
        "accounts/list_invitations.html",
        page=paged(statement, read_page_number(request.args)),
        state=state,
        states=list(InvitationState),
        now=clock.now(),
    )


@bp.get("/invitations/choose")
@access(Permission.ACCOUNT_INVITE)
def choose_people() -> ResponseReturnValue:
    actor, agency_id = current_actor(), _number("agency")
    return render_template(
        "accounts/choose_people.html",
        page=paged(queries.select_invitable(actor, agency_id), read_page_number(request.args)),
        agencies=queries.list_agencies_to_invite(actor),
        agency_id=agency_id,
        most=in_force(InvitationRules).most_at_once,
    )


@bp.route("/invitations/preview", methods=["GET", "POST"])
@access(Permission.ACCOUNT_INVITE)
def preview_invitations() -> ResponseReturnValue:
    """Who would be written to; the same address, posted, writes to those who still can be."""
    rules = in_force(InvitationRules)
    chosen = _chosen(rules)
    if request.method == "POST":
        with unit_of_work():
            count = inviting.invite(current_actor(), Invite(frozenset(one.id for one in chosen)), rules)
        flash(f"{plural(count, 'invitation is', 'invitations are')} on the way", "success")
        return redirect(url_for(".list_invitations"))
    return render_template(
        "accounts/preview_invitations.html",
        people=chosen[:SHOWN],
        count=len(chosen),
        days=rules.good_for.days,
    )


@bp.post("/invitations/<int:invitation_id>/send-again")
@access(Permission.ACCOUNT_INVITE)
def send_invitation_again(invitation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        inviting.send_again(current_actor(), invitation_id, in_force(InvitationRules))
    flash("The invitation was sent again. Its earlier link no longer works", "success")
    return redirect(url_for(".list_invitations"))


@bp.post("/invitations/<int:invitation_id>/withdraw")
@access(Permission.ACCOUNT_INVITE)
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        inviting.withdraw(current_actor(), invitation_id)
    flash("The invitation is withdrawn", "success")
    return redirect(url_for(".list_invitations"))


@bp.get("/invitation/<string:secret>")
@access(Open.PUBLIC)
def open_invitation(secret: str) -> ResponseReturnValue:
    """Takes the secret out of the address and uses nothing up: mail programs open links too."""
    session[SECRET] = secret
    return without_referrer(redirect(url_for(".accept_invitation")))


@bp.route("/invitation", methods=["GET", "POST"])
@access(Open.PUBLIC)
@reads_first
def accept_invitation() -> ResponseReturnValue:
    secret, form = session.get(SECRET, ""), SetPasswordForm()
    if form.validate_on_submit():
        try:
            account = inviting.accept(AcceptInvitation(secret, form.password.data or ""), screening())
        except HasAccount as error:
            flash(error.message)
            return redirect(url_for(".sign_in"))
        except InvitationUseless:
            pass  # The page below says so.
        except RuleBroken as error:
            form.refuse(error)
        else:
            return entry.enter(account.id, Way.PASSWORD, url_for("shell.home"))
    found = queries.find_invitation(secret)
    return render_template("accounts/accept_invitation.html", form=form if found else None, invitation=found)


def _chosen(rules: InvitationRules) -> list[Any]:
    """The people ticked, or with `all` everybody of the list, as many as may be invited in one go."""
    actor = current_actor()
    if request.args.get("everybody"):
        statement = queries.select_invitable(actor, _number("agency")).limit(rules.most_at_once)
        return list(db.session.execute(statement).all())
    ticked = [int(one) for one in request.args.getlist("person") if one.isdecimal() and len(one) <= LARGEST]
    return list(queries.list_invitable(actor, ticked))


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LARGEST else None
