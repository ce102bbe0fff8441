"""Signing in and out."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from portal.accounts import entry
from portal.accounts.domain import (
    DEMO_ACCOUNTS,
    DEMO_DOMAIN,
    SessionEnd,
    SignIn,
    Way,
    WrongEmailOrPassword,
)
from portal.accounts.forms.signing_in import SignInForm
from portal.accounts.queries.accounts import find_account_by_email
from portal.accounts.routes.blueprint import bp
from portal.accounts.services import sessions, signing_in
from portal.kernel.access import Open, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import find_actor, find_signed_in
from portal.kernel.slice import registry
from portal.settings import Settings


@bp.route("/sign-in", methods=["GET", "POST"])
@access(Open.PUBLIC)
@reads_first
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and find_actor() is not None:
        return redirect(entry.wanted_page())
    form = SignInForm()
    if form.validate_on_submit():
        try:
            account_id = signing_in.sign_in(_for_real(form.to_command()), entry.attempt())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return entry.enter(account_id, Way.PASSWORD)
    wanted = request.args.get("next")
    return render_template(
        "accounts/sign_in.html",
        form=form,
        demo_accounts=DEMO_ACCOUNTS if _settings().is_demo else (),
        ways_in=[link for offer in registry().providers("ways_in") for link in offer(wanted)],
        next=wanted,
    )


@bp.post("/sign-in/demo/<string:role>")
@access(Open.PUBLIC)
def sign_in_to_demo(role: str) -> ResponseReturnValue:
    """One click into a demo account; there is no such page outside the demo."""
    if not _settings().is_demo:
        abort(404)
    account = find_account_by_email(f"{role}{DEMO_DOMAIN}")
    if account is None or role not in {name for name, _, _ in DEMO_ACCOUNTS}:
        abort(404)
    return entry.enter(account.id, Way.DEMO)


@bp.post("/sign-out")
@access(Open.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End this session in the database too: a copy of its cookie is worth nothing afterwards."""
    here = find_signed_in()
    if here is not None:
        with unit_of_work():
            sessions.end_session(here.actor, here.account_id, here.session_id, SessionEnd.SIGNED_OUT)
    pages = (find() for find in registry().providers("page_after_sign_out"))
    goes_to = next(filter(None, pages), None)
    logout_user()
    session.clear()
    if goes_to is not None:
        return redirect(goes_to)
    flash("You have signed out", "success")
    return redirect(url_for(".sign_in"))


def _for_real(command: SignIn) -> SignIn:
    """Everybody knows the demo's password: its accounts stay closed where the portal is used in earnest."""
    if _settings().is_production and command.email.casefold().endswith(DEMO_DOMAIN):
        raise WrongEmailOrPassword
    return command


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
