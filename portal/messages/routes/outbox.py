"""The outbox: what was written to whom, what became of it, and letters on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, access, can
from portal.kernel.chosen import chosen
from portal.kernel.db import unit_of_work
from portal.kernel.errors import NotFound, RuleBroken
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.signed_in import current_actor
from portal.kernel.tables import paged, read_page_number
from portal.messages import documents, queries
from portal.messages.domain import MessageFilter
from portal.messages.finding import list_kinds, name_of
from portal.messages.forms import STATES, MessageFilterForm
from portal.messages.routes.blueprint import bp
from portal.messages.services import outbox as services

Act = Callable[[Actor, int], OutgoingMessage]


@bp.get("/outbox")
@access(Permission.OUTBOX_READ)
def list_messages() -> ResponseReturnValue:
    form, wanted = MessageFilterForm(request.args), MessageFilter()
    form.offer(list_kinds())
    if request.args and form.validate():
        wanted = form.to_filter()
    messages = paged(queries.select_messages(wanted), read_page_number(request.args))
    return render_template(
        "messages/list_messages.html",
        messages=messages,
        filters=form,
        states=STATES,
        name_of=name_of,
        may_send=can(current_actor(), Permission.MESSAGE_SEND),
    )


@bp.get("/outbox/<int:message_id>")
@access(Permission.OUTBOX_READ)
def show_message(message_id: int) -> ResponseReturnValue:
    message = queries.get_message(message_id)
    return render_template(
        "messages/show_message.html",
        message=message,
        kind=name_of(message.kind),
        person=queries.find_name(message.person_id),
        state=STATES[message.state],
        may_send=can(current_actor(), Permission.MESSAGE_SEND),
    )


@bp.get("/outbox/letters")
@access(Permission.MESSAGE_SEND)
def list_letters() -> ResponseReturnValue:
    """Letters on paper that wait to be printed and posted."""
    page = paged(queries.select_letters(), read_page_number(request.args))
    return render_template("messages/list_letters.html", page=page, most=queries.MOST_PRINTED)


@bp.get("/outbox/letters.pdf")
@access(Permission.MESSAGE_SEND)
def draw_letters() -> ResponseReturnValue:
    """The letters that wait, each on a page of its own."""
    rows = queries.list_letters()
    if not rows:
        return redirect(url_for(".list_letters"))
    return _on_paper(rows, "letters")


@bp.get("/outbox/<int:message_id>/letter.pdf")
@access(Permission.MESSAGE_SEND)
def draw_letter(message_id: int) -> ResponseReturnValue:
    return _on_paper(queries.list_letters(message_id), f"letter-{message_id}")


def _on_paper(rows: Sequence[Any], name: str) -> ResponseReturnValue:
    """Raise `NotFound` where there is no letter, or its words are gone."""
    if not rows:
        raise NotFound
    answer = Response(documents.draw_letters(rows, chosen().name), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@bp.post("/outbox/<int:message_id>/again")
@access(Permission.MESSAGE_SEND)
def send_again(message_id: int) -> ResponseReturnValue:
    return _do(services.send_again, message_id, "The message is sent again")


@bp.post("/outbox/<int:message_id>/try")
@access(Permission.MESSAGE_SEND)
def try_again(message_id: int) -> ResponseReturnValue:
    return _do(services.try_again, message_id, "The message is tried again within a minute")


@bp.post("/outbox/<int:message_id>/posted")
@access(Permission.MESSAGE_SEND)
def mark_posted(message_id: int) -> ResponseReturnValue:
    _do(services.mark_posted, message_id, "The letter is marked as posted")
    return redirect(url_for(".list_letters"))


def _do(act: Act, message_id: int, done: str) -> ResponseReturnValue:
    """One act that is one button; what is in the way is said where the button was."""
    try:
        with unit_of_work():
            message_id = act(current_actor(), message_id).id
    except RuleBroken as error:
        flash(error.message, "error")
    else:
        flash(done, "success")
    return redirect(url_for(".show_message", message_id=message_id))
