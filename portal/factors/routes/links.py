"""Signing in by a link or a code that is sent by e-mail."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.domain import Way
from portal.factors.forms import AskForLinkForm, EnterForm, LinkCodeForm
from portal.factors.routes import browser
from portal.factors.routes.blueprint import bp, enter, rules, vault
from portal.factors.services import links
from portal.factors.services.links import AskForLink
from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken

BROWSER_BYTES = 16


@bp.route("/sign-in/link", methods=["GET", "POST"])
@access(Open.PUBLIC)
def ask_for_link() -> ResponseReturnValue:
    form = AskForLinkForm()
    if form.validate_on_submit():
        # The same name for a browser that asks again: both messages then open the portal in it.
        name = browser.kept_link()[0] or secrets.token_urlsafe(BROWSER_BYTES)
        try:
            links.ask(AskForLink(form.email.data or "", name), entry.attempt(), vault(), rules())
        except RuleBroken as error:
            form.refuse(error)
        else:
            browser.keep_link(name, entry.wanted_page())
            return redirect(url_for(".type_link_code"))
    return render_template("factors/ask_for_link.html", form=form, minutes=_minutes())


@bp.route("/sign-in/link/sent", methods=["GET", "POST"])
@access(Open.PUBLIC)
def type_link_code() -> ResponseReturnValue:
    """The same page whether or not the address has an account."""
    form, (name, next_page) = LinkCodeForm(), browser.kept_link()
    if name and form.validate_on_submit():
        try:
            account_id = links.use_code(form.code.data or "", name, entry.attempt(), vault())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _enter(account_id, next_page)
    return render_template("factors/type_link_code.html", form=form, has_asked=bool(name), minutes=_minutes())


@bp.route("/sign-in/link/<string:token>", methods=["GET", "POST"])
@access(Open.PUBLIC)
def use_link(token: str) -> ResponseReturnValue:
    """A button, because programs that look through people's mail open every link in it."""
    form, (name, next_page) = EnterForm(), browser.kept_link()
    if name and form.validate_on_submit():
        try:
            with unit_of_work():
                account_id = links.use(token, name, vault())
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _enter(account_id, next_page)
    return render_template("factors/use_link.html", form=form, has_asked=bool(name))


def _enter(account_id: int, next_page: str) -> ResponseReturnValue:
    return enter(account_id, Way.EMAIL_LINK, next_page)


def _minutes() -> int:
    return int(rules().link_for.total_seconds() // 60)
