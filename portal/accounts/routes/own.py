"""The page about one's own account, and where one is signed in."""

from __future__ import annotations

from contextlib import suppress

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from portal.accounts.domain import SessionEnd, SessionRules
from portal.accounts.entry import NOTED
from portal.accounts.queries.accounts import get_account_of
from portal.accounts.queries.sessions import list_open_sessions
from portal.accounts.routes.blueprint import bp
from portal.accounts.services import sessions
from portal.kernel import clock
from portal.kernel.access import Open, access
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Forbidden, PortalError
from portal.kernel.signed_in import SignedIn, current_actor, find_signed_in
from portal.kernel.slice import Link, registry
from portal.people import finding

READING = {"GET", "HEAD", "OPTIONS"}


@bp.get("/account")
@access(Open.SIGNED_IN)
def account() -> ResponseReturnValue:
    actor = current_actor()
    links: list[Link] = [link for offer in registry().providers("account_links") for link in offer(actor)]
    return render_template(
        "accounts/account.html",
        account=get_account_of(actor.person_id),
        grants=finding.list_current_grants(actor.person_id),
        posts=finding.list_posts(actor, actor.person_id),
        links=links,
    )


@bp.get("/account/sessions")
@access(Open.SIGNED_IN)
def list_sessions() -> ResponseReturnValue:
    here = _here()
    return render_template(
        "accounts/list_sessions.html", sessions=list_open_sessions(here.account_id), here=here.session_id
    )


@bp.post("/account/sessions/<int:session_id>/end")
@access(Open.SIGNED_IN)
def end_session(session_id: int) -> ResponseReturnValue:
    here = _here()
    with unit_of_work():
        sessions.end_session(here.actor, here.account_id, session_id, SessionEnd.PICKED)
    flash("That device is signed out", "success")
    return redirect(url_for(".list_sessions"))


@bp.post("/account/sign-out-everywhere")
@access(Open.SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    with unit_of_work():
        sessions.sign_out_everywhere(current_actor())
    logout_user()
    session.clear()
    flash("You have signed out on every device", "success")
    return redirect(url_for(".sign_in"))


@bp.after_app_request
def note_use(response: Response) -> Response:
    """Write down that the session was used, after requests that may change something, and rarely.

    A page that is only read writes nothing. What the request did is committed or gone by now.
    """
    if request.method in READING or response.is_streamed or _is_noted():
        return response
    here = find_signed_in()
    if here is not None:
        session[NOTED] = int(clock.now().timestamp())
        db.session.rollback()
        # Whoever is too busy to hear it will hear it next time.
        with suppress(PortalError), unit_of_work():
            sessions.note_use(here.session_id)
    return response


def _is_noted() -> bool:
    ago = clock.now().timestamp() - session.get(NOTED, 0)
    return "_user_id" not in session or ago < SessionRules().noted_every.total_seconds()


def _here() -> SignedIn:
    here = find_signed_in()
    if here is None:
        raise Forbidden
    return here
