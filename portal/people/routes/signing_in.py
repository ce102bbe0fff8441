"""Signing in and out, and the page about one's own account."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from portal.kernel.access import Open, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import SignedIn, current_actor, find_actor
from portal.people import finding, queries, services
from portal.people.domain import DEMO_ACCOUNTS, DEMO_DOMAIN, SignIn, WrongEmailOrPassword
from portal.people.forms import SignInForm
from portal.people.models import Account
from portal.people.routes.blueprint import bp
from portal.people.throttle import Attempt
from portal.settings import Settings


@bp.route("/sign-in", methods=["GET", "POST"])
@access(Open.PUBLIC)
@reads_first
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and find_actor() is not None:
        return redirect(_next_page())
    form = SignInForm()
    if form.validate_on_submit():
        try:
            account = services.sign_in(_for_real(form.to_command()), _attempt())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _let_in(account)
    demo = DEMO_ACCOUNTS if _settings().is_demo else ()
    return render_template(
        "people/sign_in.html", form=form, demo_accounts=demo, next=request.args.get("next")
    )


@bp.post("/sign-in/demo/<string:role>")
@access(Open.PUBLIC)
def sign_in_to_demo(role: str) -> ResponseReturnValue:
    """One click into a demo account; there is no such page outside the demo."""
    if not _settings().is_demo:
        abort(404)
    account = queries.find_account_by_email(f"{role}{DEMO_DOMAIN}")
    if account is None or role not in {name for name, _, _ in DEMO_ACCOUNTS}:
        abort(404)
    return _let_in(account)


@bp.post("/sign-out")
@access(Open.PUBLIC)
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    flash("You have signed out", "success")
    return redirect(url_for(".sign_in"))


@bp.get("/account")
@access(Open.SIGNED_IN)
def account() -> ResponseReturnValue:
    actor = current_actor()
    own = queries.get_account_of(actor.person_id)
    grants = finding.list_current_grants(actor.person_id)
    return render_template(
        "people/account.html", account=own, grants=grants, posts=finding.list_posts(actor.person_id)
    )


@bp.post("/account/sign-out-everywhere")
@access(Open.SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    with unit_of_work():
        services.sign_out_everywhere(current_actor())
    session.clear()
    flash("You have signed out on every device", "success")
    return redirect(url_for(".sign_in"))


def _let_in(account: Account) -> ResponseReturnValue:
    """Start a new session; nothing from before signing in survives."""
    key = f"{account.id}.{account.session_version}"
    goes_to = _next_page()
    session.clear()
    session.permanent = True
    signed_in = queries.find_signed_in(key)
    if not isinstance(signed_in, SignedIn):
        abort(403)
    login_user(signed_in)
    return redirect(goes_to)


def _next_page() -> str:
    """Where the person was going, if that is a page of ours; home otherwise."""
    wanted = request.args.get("next", "")
    # A browser reads "//host" and "/\host" as another site's address, and drops tabs and line breaks.
    is_ours = wanted.startswith("/") and wanted[1:2] not in {"/", "\\"} and wanted.isprintable()
    return wanted if is_ours else url_for("shell.home")


def _for_real(command: SignIn) -> SignIn:
    """Everybody knows the demo's password: its accounts stay closed where the portal is used in earnest."""
    if _settings().is_production and command.email.casefold().endswith(DEMO_DOMAIN):
        raise WrongEmailOrPassword
    return command


def _attempt() -> Attempt:
    return Attempt(secret=_settings().secret_key, network=request.remote_addr or "")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
