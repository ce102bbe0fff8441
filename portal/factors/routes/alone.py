"""Signing in with a passkey and nothing else: it is held, and it is unlocked, so it counts as two factors."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.domain import Way
from portal.factors import ceremonies
from portal.factors.forms import UsePasskeyForm
from portal.factors.routes import browser
from portal.factors.routes.blueprint import bp, enter, site, vault
from portal.factors.services import passkeys
from portal.kernel.access import Open, access
from portal.kernel.errors import RuleBroken

PURPOSE = "sign in"


@bp.route("/sign-in/passkey", methods=["GET", "POST"])
@access(Open.PUBLIC)
def sign_in_with_passkey() -> ResponseReturnValue:
    form, options = UsePasskeyForm(), ""
    if form.validate_on_submit():
        try:
            account_id = passkeys.use(form.answer.data or "", browser.take_passkey(PURPOSE), vault())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return enter(account_id, Way.PASSKEY)
    if site() is not None:
        asked = browser.ask_passkey(PURPOSE)
        options = ceremonies.request_options(asked.site, (), asked.challenge)
    return render_template(
        "factors/sign_in_with_passkey.html", form=form, options=options, next=request.args.get("next")
    )
