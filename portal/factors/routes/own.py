"""One's own second steps: what there is, adding and removing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.factors import queries
from portal.factors.forms import AddPasskeyForm, ConfirmForm, SetUpAppForm
from portal.factors.routes import browser
from portal.factors.routes.blueprint import bp, rules, settings, site, vault
from portal.factors.routes.gate import ask_again
from portal.factors.routes.setting_up import PURPOSE, app_facts, creation_options
from portal.factors.services import apps, passkeys
from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import current_actor


@bp.get("/account/second-step")
@access(Open.SIGNED_IN)
def show_own() -> ResponseReturnValue:
    account = queries.get_account_of(current_actor())
    labels = {one.issuer: one.label for one in settings().sign_on_providers}
    return render_template(
        "factors/show_own.html",
        factors=queries.get_factors(account.id),
        app=queries.find_app(account.id),
        passkeys=queries.list_passkeys(account.id),
        identities=queries.list_identities(account.id),
        labels=labels,
        is_required=queries.needs_factor(account.id, rules()),
        has_site=site() is not None,
        is_demo_account=settings().is_demo,
    )


@bp.route("/account/second-step/authenticator-app", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def add_app() -> ResponseReturnValue:
    if (again := ask_again()) is not None:
        return again
    actor = current_actor()
    account = queries.get_account_of(actor)
    if queries.find_app(account.id) is not None:
        return redirect(url_for(".show_own"))
    account_id, secret, form = account.id, browser.app_secret(account.id), SetUpAppForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = apps.set_up(actor, form.to_command(secret), vault(), rules())
        except RuleBroken as error:
            form.refuse(error)
        else:
            browser.forget_app_secret()
            return _added(account_id, "The authenticator app is set up", made)
    return render_template("factors/add_app.html", form=form, **app_facts(account_id, secret))


@bp.route("/account/second-step/authenticator-app/remove", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def remove_app() -> ResponseReturnValue:
    if (again := ask_again()) is not None:
        return again
    actor, form = current_actor(), ConfirmForm()
    if queries.find_app(queries.get_account_of(actor).id) is None:
        return redirect(url_for(".show_own"))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                apps.remove(actor, rules())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _removed("The authenticator app was removed")
    return render_template("factors/remove_app.html", form=form)


@bp.route("/account/second-step/passkeys/add", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def add_passkey() -> ResponseReturnValue:
    if (again := ask_again()) is not None:
        return again
    actor, form = current_actor(), AddPasskeyForm()
    account_id = queries.get_account_of(actor).id
    if site() is None:
        return redirect(url_for(".show_own"))
    if form.validate_on_submit():
        try:
            asked = browser.take_passkey(PURPOSE)
            with unit_of_work():
                made = passkeys.add(actor, form.to_command(), asked, vault(), rules())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _added(account_id, f"The passkey “{form.to_command().name}” was added", made)
    return render_template("factors/add_passkey.html", form=form, options=creation_options(account_id))


@bp.route("/account/second-step/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
@access(Open.SIGNED_IN)
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    if (again := ask_again()) is not None:
        return again
    actor, form = current_actor(), ConfirmForm()
    passkey = queries.get_passkey(queries.get_account_of(actor).id, passkey_id)
    name = passkey.name
    if form.validate_on_submit():
        try:
            with unit_of_work():
                passkeys.remove(actor, passkey_id, rules())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _removed(f"The passkey “{name}” was removed")
    return render_template("factors/remove_passkey.html", form=form, name=name)


def _added(account_id: int, words: str, made: list[str]) -> ResponseReturnValue:
    flash(words, "success")
    if not made:
        return redirect(url_for(".show_own"))
    browser.keep_codes(account_id, made)
    return redirect(url_for(".show_codes"))


def _removed(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for(".show_own"))
