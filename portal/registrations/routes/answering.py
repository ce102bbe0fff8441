"""Answering a question by the link of a letter, without an account."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.routes.blueprint import without_referrer
from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.registrations import queries
from portal.registrations.domain import LinkUsedUp
from portal.registrations.forms import AnswerForm
from portal.registrations.routes.blueprint import bp
from portal.registrations.routes.joining import DUE
from portal.registrations.services import deciding

SECRET = "join_question"  # noqa: S105  # where in the session the secret of a link waits


@bp.get("/join/question/<string:secret>")
@access(Open.PUBLIC)
def open_question(secret: str) -> ResponseReturnValue:
    session[SECRET] = secret
    return without_referrer(redirect(url_for(".answer_question")))


@bp.route("/join/question", methods=["GET", "POST"])
@access(Open.PUBLIC)
def answer_question() -> ResponseReturnValue:
    secret, form = session.get(SECRET, ""), AnswerForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                answered = deciding.answer_back(form.to_command(secret))
                session[DUE] = answered.due_on.isoformat() if answered.due_on else None
        except LinkUsedUp:
            pass  # The page below says so.
        else:
            del session[SECRET]
            return redirect(url_for(".received"))
    found = queries.find_asked(secret)
    return render_template(
        "registrations/answer_question.html",
        form=form if found else None,
        question=found[0] if found else None,
    )
