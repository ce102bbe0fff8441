"""Setting up a second step on the way in, for roles that need one. Nobody is let in before it is done."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.entry import Pending
from portal.factors import ceremonies, codes, queries
from portal.factors.forms import AddPasskeyForm, SetUpAppForm
from portal.factors.routes import browser
from portal.factors.routes.blueprint import bp, rules, settings, site, vault
from portal.factors.routes.confirming import actor_of, start_again
from portal.factors.routes.gate import let_in
from portal.factors.services import apps, passkeys
from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken

PURPOSE = "new passkey"


@bp.get("/sign-in/set-up")
@access(Open.PUBLIC)
def set_up() -> ResponseReturnValue:
    if find_newcomer() is None:
        return start_again()
    return render_template("factors/set_up.html", has_site=site() is not None)


@bp.route("/sign-in/set-up/authenticator-app", methods=["GET", "POST"])
@access(Open.PUBLIC)
def set_up_app() -> ResponseReturnValue:
    pending = find_newcomer()
    if pending is None:
        return start_again()
    secret, form = browser.app_secret(pending.account_id), SetUpAppForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = apps.set_up(actor_of(pending), form.to_command(secret), vault(), rules())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _welcome(pending, made)
    return render_template("factors/set_up_app.html", form=form, **app_facts(pending.account_id, secret))


@bp.route("/sign-in/set-up/passkey", methods=["GET", "POST"])
@access(Open.PUBLIC)
def set_up_passkey() -> ResponseReturnValue:
    pending = find_newcomer()
    if pending is None:
        return start_again()
    form = AddPasskeyForm()
    if form.validate_on_submit():
        try:
            asked = browser.take_passkey(PURPOSE)
            with unit_of_work():
                made = passkeys.add(actor_of(pending), form.to_command(), asked, vault(), rules())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _welcome(pending, made)
    return render_template(
        "factors/set_up_passkey.html", form=form, options=creation_options(pending.account_id)
    )


def find_newcomer() -> Pending | None:
    """Who is coming in and has no second step yet: whoever has one cannot walk past it by adding another."""
    pending = entry.find_pending()
    if pending is None or queries.get_factors(pending.account_id).any:
        return None
    return pending


def app_facts(account_id: int, secret: str) -> dict[str, str]:
    """What an authenticator app needs: a picture to scan, and the same to type."""
    import segno  # noqa: PLC0415  # only where a code is drawn

    email = queries.get_account(account_id).email
    address = codes.app_address(secret, email, f"Good Help Portal, {settings().partnership_name}")
    picture = segno.make(address, error="m", micro=False)
    return {"picture": picture.svg_data_uri(scale=5, border=4), "key": codes.in_fours(secret)}


def creation_options(account_id: int) -> str:
    """What the browser needs to make a passkey for this account, with a challenge of its own."""
    known = queries.list_passkeys(account_id)
    asked = browser.ask_passkey(PURPOSE, known[0].user_handle if known else "")
    return ceremonies.creation_options(
        asked.site,
        queries.get_account(account_id).email,
        asked.handle,
        [one.credential_id for one in known],
        asked.challenge,
    )


def _welcome(pending: Pending, made: list[str]) -> ResponseReturnValue:
    """Let them in, and show their recovery codes before anything else."""
    answer = let_in(pending)
    if not made:
        return answer
    browser.keep_codes(pending.account_id, made)
    return redirect(url_for(".show_codes", next=pending.next_page))
