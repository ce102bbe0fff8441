"""Answering a request by the link of a letter, without signing in.

The page is bound to its own address: nothing is kept in the session, so that two links may be open side by
side. Opening it changes nothing, because programs that look through people's mail open every link in it.
"""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import clock
from portal.kernel.access import Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.signed_in import find_actor
from training.approvals import queries, services
from training.approvals.forms import DecideForm
from training.approvals.queries import Asked
from training.approvals.routes.blueprint import bp
from training.approvals.routes.deciding import about


@bp.route("/approvals/link/<string:token>", methods=["GET", "POST"])
@access(Open.PUBLIC)
def answer_link(token: str) -> ResponseReturnValue:
    form, reader = DecideForm(), find_actor()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.decide_by_link(token, form.to_command(0), reader)
        except RuleBroken as error:
            form.refuse(error)
        else:
            return redirect(url_for(".answer_link", token=token))
    link = services.get_link(token)
    if reader is not None and reader.person_id != link.person_id:
        return render_template("approvals/_link_of_other.html")
    asked = queries.get_asked(link.step_id)
    if not _is_live(asked):
        return render_template(
            "approvals/_link_over.html", **about(asked), is_own=_is_own(asked, link.person_id)
        )
    if queries.find_capacity(asked, link.person_id, runs_training=False) is None:
        return render_template("approvals/_link_gone.html")
    return render_template("approvals/answer_link.html", form=form, **about(asked))


def _is_live(asked: Asked) -> bool:
    return asked.is_open and asked.request.expires_at > clock.now()


def _is_own(asked: Asked, person_id: int) -> bool:
    """Whether it was this reader who answered."""
    return asked.decision is not None and asked.decision.decided_by_id == person_id
