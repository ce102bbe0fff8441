"""What managers answer by the link of a letter, without signing in.

As with requests (`training/approvals/routes/linked.py`): nothing is kept in the session, and opening the page
changes nothing, because programs that look through people's mail open every link in it.
"""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Open, access
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from portal.kernel.signed_in import find_actor
from training.evaluation import queries, reaching, services
from training.evaluation.domain import (
    AlreadyAnswered,
    EvaluationForm,
    LinkOfOther,
    NotOpen,
    QuestionsChanged,
    Secrecy,
)
from training.evaluation.forms import SendForm, form_for
from training.evaluation.routes.blueprint import bp


@bp.route("/evaluation/link/<string:token>", methods=["GET", "POST"])
@access(Open.PUBLIC)
def answer_link(token: str) -> ResponseReturnValue:
    reader = find_actor()
    try:
        link = services.get_open_link(token, reader)
    except (AlreadyAnswered, LinkOfOther, NotOpen) as error:
        return render_template("evaluation/_link_shut.html", why=_WHY[type(error)])
    asked = queries.get_questions(queries.find_version(link.event_id))
    if not asked.asked_on(EvaluationForm.MANAGER):
        # Since the letter was sent, the partnership has left these questions out.
        return render_template("evaluation/_link_shut.html", why=_WHY[NotOpen])
    form = form_for(EvaluationForm.MANAGER, asked)
    if form.validate_on_submit() and _did(form, token, link, reader):
        return redirect(url_for(".answer_link", token=token))
    return render_template(
        "evaluation/answer_link.html",
        form=form,
        event=queries.get_event(link.event_id),
        learners=link.learners,
        closes_at=link.closes_at,
        smallest=in_force(Secrecy).smallest_group,
    )


def _did(form: SendForm, token: str, link: reaching.OpenLink, reader: Actor | None) -> bool:
    try:
        with unit_of_work():
            services.answer_link(token, form.to_command(link.event_id), reader)
    except QuestionsChanged as error:
        form.refuse(error)
        return False
    except RuleBroken:
        return True  # the page then says what has become of the link meanwhile
    return True


_WHY = {AlreadyAnswered: "answered", LinkOfOther: "other", NotOpen: "over"}
