"""Recovery codes: shown once, to print or to keep as a file."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.entry import wanted_page
from portal.factors import queries
from portal.factors.routes import browser
from portal.factors.routes.blueprint import bp, rules, settings, vault
from portal.factors.routes.gate import ask_again
from portal.factors.services import recovery
from portal.kernel import clock
from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.signed_in import current_actor
from portal.kernel.text import day


@bp.get("/account/second-step/recovery-codes")
@access(Open.SIGNED_IN)
def show_codes() -> ResponseReturnValue:
    made = browser.kept_codes(queries.get_account_of(current_actor()).id)
    if not made:
        return redirect(url_for(".show_own"))
    return render_template("factors/show_codes.html", codes=made, next=wanted_page())


@bp.get("/account/second-step/recovery-codes.txt")
@access(Open.SIGNED_IN)
def download_codes() -> ResponseReturnValue:
    made = browser.kept_codes(queries.get_account_of(current_actor()).id)
    if not made:
        return redirect(url_for(".show_own"))
    head = f"Recovery codes, {settings().partnership_name}, made on {day(clock.now())}"
    lines = [head, "Each works once. Keep them where nobody else finds them.", "", *made, ""]
    answer = Response("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


@bp.post("/account/second-step/recovery-codes/put-away")
@access(Open.SIGNED_IN)
def put_codes_away() -> ResponseReturnValue:
    """The codes are kept somewhere: from now on nobody can read them here."""
    browser.forget_codes()
    return redirect(wanted_page())


@bp.post("/account/second-step/recovery-codes/renew")
@access(Open.SIGNED_IN)
def renew_codes() -> ResponseReturnValue:
    if (again := ask_again()) is not None:
        return again
    actor = current_actor()
    account_id = queries.get_account_of(actor).id
    with unit_of_work():
        made = recovery.renew(actor, vault(), rules())
    browser.keep_codes(account_id, made)
    flash("The old codes no longer work", "success")
    return redirect(url_for(".show_codes", next=url_for(".show_own")))
