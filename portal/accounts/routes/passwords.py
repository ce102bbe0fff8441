"""Pages that set, change and recover a password.

A link from a letter is taken out of the address at once: it is put into the session, and the page that
uses it has an address that says nothing. Opening it uses nothing up, as mail programs open links too.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.domain import LinkUsedUp
from portal.accounts.forms.passwords import ChangePasswordForm, ForgottenForm, SetPasswordForm
from portal.accounts.queries.accounts import get_account_of
from portal.accounts.queries.links import find_password_link
from portal.accounts.routes.blueprint import bp, screening, without_referrer
from portal.accounts.services import passwords
from portal.kernel.access import Open, access
from portal.kernel.db import reads_first
from portal.kernel.errors import Forbidden, RuleBroken
from portal.kernel.signed_in import find_signed_in

SECRET = "password_link"  # noqa: S105  # where in the session the secret of a link waits
# Asking for links is counted apart from signing in.
SCOPE = "password link"
# So is trying the current password.
CURRENT = "current password"


@bp.route("/password/forgotten", methods=["GET", "POST"])
@access(Open.PUBLIC)
def ask_for_link() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            passwords.ask_for_link(form.email.data or "", entry.attempt(SCOPE))
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".link_asked_for"))
    return render_template("accounts/ask_for_link.html", form=form)


@bp.get("/password/forgotten/sent")
@access(Open.PUBLIC)
def link_asked_for() -> ResponseReturnValue:
    return render_template("accounts/link_asked_for.html")


@bp.get("/password/link/<string:secret>")
@access(Open.PUBLIC)
def open_password_link(secret: str) -> ResponseReturnValue:
    session[SECRET] = secret
    return without_referrer(redirect(url_for(".set_password")))


@bp.route("/password/set", methods=["GET", "POST"])
@access(Open.PUBLIC)
@reads_first
def set_password() -> ResponseReturnValue:
    secret = session.get(SECRET, "")
    form = SetPasswordForm()
    if form.validate_on_submit():
        try:
            passwords.set_password(form.to_command(secret), screening())
        except LinkUsedUp:
            pass  # The page below says so.
        except RuleBroken as error:
            form.refuse(error)
        else:
            session.clear()
            flash("Your password is set. Sign in with it", "success")
            return redirect(url_for(".sign_in"))
    is_good = find_password_link(secret) is not None
    return render_template("accounts/set_password.html", form=form if is_good else None)


@bp.route("/account/password", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
@reads_first
def change_password() -> ResponseReturnValue:
    here = find_signed_in()
    if here is None:
        raise Forbidden
    if not get_account_of(here.actor.person_id).password_hash:
        return render_template("accounts/change_password.html", form=None)
    form = ChangePasswordForm()
    if form.validate_on_submit():
        command = form.to_command(here.account_id, here.session_id)
        try:
            passwords.change_password(here.actor, command, entry.attempt(CURRENT), screening())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash("Your password is changed. Every other browser was signed out", "success")
            return redirect(url_for(".account"))
    return render_template("accounts/change_password.html", form=form)
