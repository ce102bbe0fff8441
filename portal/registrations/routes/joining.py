"""Asking to join: where they work, what they do, and the link that shows their address to be theirs.

No page says whether an address is known: everybody is shown the same, and what fits is told by a letter.
A link is taken out of the address at once and uses nothing up by being opened: mail programs open it too.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.routes.blueprint import without_referrer
from portal.kernel import clock
from portal.kernel.access import Open, access
from portal.kernel.db import db, reads_first, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.people.finding.places import find_agencies
from portal.people.models import Agency
from portal.registrations import queries
from portal.registrations.domain import LinkUsedUp, RegistrationRules, RegistrationsKept
from portal.registrations.forms import ConfirmForm, JoinForm, JoinUnlistedForm
from portal.registrations.models import RegistrationRequest
from portal.registrations.routes.blueprint import bp
from portal.registrations.routes.newcomers import Newcomer, find_newcomer, forget_newcomer
from portal.registrations.services import joining

# Where in the session the secret of a link waits, and the day by which somebody is answered.
SECRET = "join_link"  # noqa: S105  # a name of a place
DUE = "join_due"
# Asking to join is counted apart from signing in.
SCOPE = "asking to join"
UNLISTED = "none"
MOST_SHOWN = 20
# Larger ids than this are no ids.
LARGEST = 9


@bp.get("/join")
@access(Open.PUBLIC)
def find_organisation() -> ResponseReturnValue:
    name = request.args.get("organisation", "").strip()
    found = find_agencies(None, name) if name else None
    rows = db.session.execute(found.statement.limit(MOST_SHOWN + 1)).all() if found else []
    return render_template(
        "registrations/find_organisation.html",
        name=name,
        agencies=rows[:MOST_SHOWN],
        has_more=len(rows) > MOST_SHOWN,
        is_close=found is not None and found.is_close,
        newcomer=find_newcomer(),
    )


@bp.get("/join/without-email")
@access(Open.PUBLIC)
def without_email() -> ResponseReturnValue:
    return render_template("registrations/without_email.html")


@bp.route("/join/details", methods=["GET", "POST"])
@access(Open.PUBLIC)
@reads_first
def ask_to_join() -> ResponseReturnValue:
    agency, newcomer = _chosen_agency(), find_newcomer()
    if agency is None and request.args.get("agency") != UNLISTED:
        return redirect(url_for(".find_organisation"))
    form = _form(agency, newcomer)
    if form.validate_on_submit():
        try:
            return _send(form, agency, newcomer)
        except RuleBroken as error:
            form.refuse(error)
    return render_template(
        "registrations/ask_to_join.html",
        form=form,
        agency=_chosen_agency(),
        newcomer=newcomer,
        weeks=in_force(RegistrationsKept).answered.days // 7,
    )


def _form(agency: Agency | None, newcomer: Newcomer | None) -> JoinForm:
    said: dict[str, Any] = {}
    if newcomer is not None:
        said = {"given_name": newcomer.given_name, "family_name": newcomer.family_name}
    form = JoinForm(data=said) if agency is not None else JoinUnlistedForm(data=said)
    if newcomer is not None:
        del form.email
    return form


def _send(form: JoinForm, agency: Agency | None, newcomer: Newcomer | None) -> ResponseReturnValue:
    agency_id = agency.id if agency else None
    if newcomer is None:
        joining.ask(form.to_command(agency_id), entry.attempt(SCOPE))
        return redirect(url_for(".asked"))
    with unit_of_work():
        made = joining.ask_vouched(form.to_command(agency_id, newcomer.email), newcomer.vouched_by)
        session[DUE] = _day(made)
    forget_newcomer()
    return redirect(url_for(".received"))


def _chosen_agency() -> Agency | None:
    asked = request.args.get("agency", "")
    is_id = asked.isascii() and asked.isdecimal() and len(asked) <= LARGEST
    return queries.find_agency(int(asked)) if is_id else None


def _day(made: RegistrationRequest) -> str:
    return (made.due_on or clock.today()).isoformat()


@bp.get("/join/sent")
@access(Open.PUBLIC)
def asked() -> ResponseReturnValue:
    return render_template("registrations/asked.html", days=in_force(RegistrationRules).confirmed_within.days)


@bp.get("/join/confirm/<string:secret>")
@access(Open.PUBLIC)
def open_confirmation(secret: str) -> ResponseReturnValue:
    session[SECRET] = secret
    return without_referrer(redirect(url_for(".confirm")))


@bp.route("/join/confirm", methods=["GET", "POST"])
@access(Open.PUBLIC)
def confirm() -> ResponseReturnValue:
    """Shows what was typed before it is sent on: somebody else may have typed it."""
    secret, form, message = session.get(SECRET, ""), ConfirmForm(), ""
    if form.validate_on_submit():
        try:
            with unit_of_work():
                session[DUE] = _day(joining.confirm(secret))
        except LinkUsedUp:
            pass  # The page below says so.
        except RuleBroken as error:
            message = error.message
        else:
            del session[SECRET]
            return redirect(url_for(".received"))
    oldest = clock.now() - in_force(RegistrationRules).confirmed_within
    found = None if message else queries.find_unconfirmed(secret, oldest)
    return render_template(
        "registrations/confirm.html", form=form if found else None, request_to_join=found, message=message
    )


@bp.get("/join/received")
@access(Open.PUBLIC)
def received() -> ResponseReturnValue:
    due = session.get(DUE)
    if due is None:
        return redirect(url_for(".find_organisation"))
    return render_template("registrations/received.html", due=date.fromisoformat(due))
