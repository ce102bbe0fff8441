"""What the messages room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import ScalarSelect

from portal.kernel.access import Actor, Permission, can
from portal.kernel.held import OF_OTHERS, LeftOut
from portal.kernel.slice import Counted, Job, NavEntry, Slice, Waiting
from portal.kernel.text import plural
from portal.messages import jobs, memory, queries
from portal.messages.domain import MailRules, WordingsKept
from portal.messages.retention import RETENTION
from portal.messages.routes import bp


def held() -> Sequence[LeftOut]:
    """What this room keeps about people. Messages themselves stand with the room that hands out copies."""
    return (LeftOut(("letter_text.written_by_id",), OF_OTHERS),)


def _letters_to_post(actor: Actor) -> ScalarSelect[int] | None:
    return queries.number_to_post() if can(actor, Permission.MESSAGE_SEND) else None


def _failed(actor: Actor) -> ScalarSelect[int] | None:
    return queries.number_failed() if can(actor, Permission.MESSAGE_SEND) else None


def _card_of_letters(count: int) -> Waiting:
    detail = "Print them, and mark each as posted"
    return Waiting(f"{plural(count, 'letter')} to post", url_for("messages.list_letters"), detail)


def _card_of_failed(count: int) -> Waiting:
    title = f"{plural(count, 'message')} could not be sent"
    return Waiting(title, url_for("messages.list_messages", state="failed"), "See why, and try again")


messages = Slice(
    name="messages",
    blueprint=bp,
    navigation=(
        NavEntry("Outbox", "messages.list_messages", Permission.OUTBOX_READ, order=92, section="Operations"),
        NavEntry(
            "Letters",
            "messages.list_texts",
            Permission.LETTER_EDIT,
            order=93,
            section="Operations",
            also=("messages.edit_text",),
        ),
    ),
    counted=(Counted(_letters_to_post, _card_of_letters), Counted(_failed, _card_of_failed)),
    jobs=(Job("send-messages", jobs.send_messages, at="* * * * *"),),
    retention=RETENTION,
    rules=(MailRules, WordingsKept),
    providers={"held": held, "letter_text": memory.letter_text},
)
