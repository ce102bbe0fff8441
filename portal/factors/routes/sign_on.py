"""Getting in through an agency's own sign-in, and out of it again."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.domain import Way
from portal.factors import openid
from portal.factors.domain import Identity, ProviderAway, SignOnFailed, SignOnNewcomer, SignOnUnknown
from portal.factors.forms import ComeBackForm
from portal.factors.routes import browser
from portal.factors.routes.blueprint import bp, enter, settings
from portal.factors.routes.gate import PASSED
from portal.factors.services import sign_on
from portal.kernel import clock
from portal.kernel.access import Open, access
from portal.kernel.db import reads_first, unit_of_work
from portal.kernel.slice import registry
from portal.single_sign_on import Provider

LONGEST_CODE = 4_000


@bp.get("/sign-in/with/<string:provider>")
@access(Open.PUBLIC)
def go_to_agency(provider: str) -> ResponseReturnValue:
    """A link and no form: browsers hold back a form that another site answers (form-action)."""
    known, started = _find(provider), openid.new_start()
    try:
        address = openid.where_to_go(known, started, _way_back(known), clock.now())
    except SignOnFailed as error:
        return _show_failure(known, error)
    browser.keep_start(known.name, started, entry.wanted_page())
    return redirect(address)


@bp.route("/sign-in/with/<string:provider>/back", methods=["GET", "POST"])
@access(Open.PUBLIC)
@reads_first
def come_back(provider: str) -> ResponseReturnValue:
    """Where the agency sends people back to. Coming here changes nothing; the form that it shows does."""
    known, form = _find(provider), ComeBackForm(request.form or request.args)
    if request.method == "GET":
        return _show_form(known, form)
    try:
        if not form.validate():
            raise SignOnFailed  # noqa: TRY301  # one place shows why it did not work
        gone = browser.take_start(known.name, form.state.data or "")
        identity = openid.redeem(
            known, (form.code.data or "")[:LONGEST_CODE], gone.started, _way_back(known), clock.now()
        )
        return _let_in(known, identity, gone.next_page)
    except SignOnFailed as error:
        return _show_failure(known, error)


@bp.get("/sign-in/with/<string:provider>/signed-out")
@access(Open.PUBLIC)
def signed_out(provider: str) -> ResponseReturnValue:
    """Out of the portal, and not yet out of the agency: on a shared computer that matters."""
    return render_template("factors/signed_out.html", provider=_find(provider))


def page_after() -> str | None:
    """Where signing out leads somebody who came in through an agency; asked before the session is cleared."""
    name = session.get(browser.AGENCY)
    is_known = any(one.name == name for one in settings().sign_on_providers)
    return url_for("factors.signed_out", provider=name) if is_known else None


@bp.get("/sign-in/with/<string:provider>/sign-out")
@access(Open.PUBLIC)
def sign_out_there(provider: str) -> ResponseReturnValue:
    """To the agency's own sign-out, for computers that others use too."""
    known = _find(provider)
    try:
        address = openid.find_endpoints(known, clock.now()).end_session
    except ProviderAway as error:
        return _show_failure(known, error)
    if not address:
        return redirect(url_for("shell.help"))
    back = settings().public_url + url_for("shell.help")
    asked = urlencode({"client_id": known.client_id, "post_logout_redirect_uri": back})
    return redirect(f"{address}{'&' if '?' in address else '?'}{asked}")


def _show_form(known: Provider, form: ComeBackForm) -> ResponseReturnValue:
    gone, said = browser.find_start(known.name), request.args.get("error", "")
    # RFC 9207: an answer that names its issuer must come from the one that was asked.
    is_theirs = request.args.get("iss", known.issuer) == known.issuer
    if said or gone is None or not is_theirs or gone.started.state != form.state.data:
        words = "You did not sign in there, or stopped on the way" if said else None
        return _show_failure(known, SignOnFailed(words))
    return render_template("factors/come_back.html", form=form, provider=known)


def _let_in(known: Provider, identity: Identity, next_page: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            account_id = sign_on.enter(identity, known)
    except SignOnNewcomer:
        for welcome in registry().providers("newcomer"):
            answer: ResponseReturnValue = welcome(identity, known.label)
            return answer
        raise
    # The agency may have asked for a second factor already, where the settings say that this is enough.
    is_enough = identity.has_second_factor
    entered = enter(account_id, Way.SINGLE_SIGN_ON, next_page, is_enough=is_enough)
    if is_enough:
        session[PASSED] = True
    session[browser.AGENCY] = known.name
    return entered


def _show_failure(known: Provider, error: SignOnFailed) -> ResponseReturnValue:
    return render_template(
        "factors/_sign_on_failed.html",
        message=error.message,
        provider=known,
        is_unknown=isinstance(error, SignOnUnknown),
    )


def _find(name: str) -> Provider:
    found = next((one for one in settings().sign_on_providers if one.name == name), None)
    if found is None:
        abort(404)
    return found


def _way_back(known: Provider) -> str:
    """The address that the agency has on its list; by the settings, never by what a request claims."""
    return settings().public_url + url_for(".come_back", provider=known.name)
