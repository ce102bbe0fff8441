"""Signing in and out, and the page about one's own account."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from portal.accounts import entry, queries, services
from portal.accounts.domain import DEMO_ACCOUNTS, DEMO_DOMAIN, SignIn, Way, WrongEmailOrPassword
from portal.accounts.forms import SignInForm
from portal.accounts.routes.blueprint import bp
from portal.kernel.access import Open, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor, find_actor
from portal.kernel.slice import Link, registry
from portal.people import finding
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
            account = services.sign_in(_for_real(form.to_command()), entry.attempt())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return entry.enter(account.id, Way.PASSWORD)
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
    account = queries.find_account_by_email(f"{role}{DEMO_DOMAIN}")
    if account is None or role not in {name for name, _, _ in DEMO_ACCOUNTS}:
        abort(404)
    return entry.enter(account.id, Way.DEMO)


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
    links: list[Link] = [link for offer in registry().providers("account_links") for link in offer(actor)]
    return render_template(
        "accounts/account.html",
        account=queries.get_account_of(actor.person_id),
        grants=finding.list_current_grants(actor.person_id),
        posts=finding.list_posts(actor, actor.person_id),
        links=links,
    )


@bp.post("/account/sign-out-everywhere")
@access(Open.SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    with unit_of_work():
        services.sign_out_everywhere(current_actor())
    session.clear()
    flash("You have signed out on every device", "success")
    return redirect(url_for(".sign_in"))


def _for_real(command: SignIn) -> SignIn:
    """Everybody knows the demo's password: its accounts stay closed where the portal is used in earnest."""
    if _settings().is_production and command.email.casefold().endswith(DEMO_DOMAIN):
        raise WrongEmailOrPassword
    return command


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
