"""The second step of signing in: a code, or a passkey."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry, throttle
from portal.accounts.entry import Pending
from portal.factors import ceremonies, queries
from portal.factors.domain import Factors
from portal.factors.forms import CodeForm, UsePasskeyForm
from portal.factors.routes import browser
from portal.factors.routes.blueprint import bp, rules, site, vault
from portal.factors.routes.gate import let_in
from portal.factors.services import apps, passkeys
from portal.kernel.access import Actor, Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import find_actor
from portal.kernel.text import plural

PURPOSE = "second step"


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@access(Open.PUBLIC)
def confirm() -> ResponseReturnValue:
    pending = entry.find_pending()
    if pending is None:
        return start_again()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes_left = _use_code(pending, form.code.data or "")
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _let_in(pending, codes_left)
    return _show(pending, form, UsePasskeyForm())


@bp.post("/sign-in/second-step/passkey")
@access(Open.PUBLIC)
def confirm_with_passkey() -> ResponseReturnValue:
    pending = entry.find_pending()
    if pending is None:
        return start_again()
    form = UsePasskeyForm()
    if form.validate_on_submit():
        try:
            asked = browser.take_passkey(PURPOSE)
            passkeys.use(form.answer.data or "", asked, vault(), account_id=pending.account_id)
        except RuleBroken as error:
            form.refuse(error)
        else:
            return let_in(pending)
    return _show(pending, CodeForm(formdata=None), form)


def start_again() -> ResponseReturnValue:
    """For whoever comes to a step with nothing before it, or too late."""
    if find_actor() is not None:
        return redirect(url_for("shell.home"))
    return render_template("factors/_start_again.html")


def actor_of(pending: Pending) -> Actor:
    """The person who is about to come in, as the activity log knows them. They hold no role yet."""
    return Actor(person_id=pending.person_id)


def _use_code(pending: Pending, code: str) -> int | None:
    """How many recovery codes are left, when it was one. Raise `WrongCode` or `SignInPaused`.

    Each try is counted before it is looked at. A right code of the app forgives the wrong ones before it.
    """
    attempt, actor = entry.attempt(), actor_of(pending)
    with unit_of_work():
        throttle.count(attempt, pending.key)
    with unit_of_work():
        left = apps.use_code(actor, code, vault(), rules())
        if left is None:
            throttle.give_back(attempt, pending.key)
    return left


def _let_in(pending: Pending, codes_left: int | None) -> ResponseReturnValue:
    answer = let_in(pending)
    if codes_left is not None:
        flash(f"You have {plural(codes_left, 'recovery code')} left. Make new ones before you run out")
    return answer


def _show(pending: Pending, form: CodeForm, passkey_form: UsePasskeyForm) -> ResponseReturnValue:
    known = [one.credential_id for one in queries.list_passkeys(pending.account_id)]
    options = ""
    if known and site() is not None:
        asked = browser.ask_passkey(PURPOSE)
        options = ceremonies.request_options(asked.site, known, asked.challenge)
    factors = Factors(has_app=queries.find_app(pending.account_id) is not None, passkeys=len(known))
    failed = passkey_form if passkey_form.errors else form
    return render_template(
        "factors/confirm.html",
        form=failed,
        code_form=form,
        with_passkey=passkey_form,
        options=options,
        factors=factors,
    )
