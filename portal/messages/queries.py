"""Reads about messages: the outbox, one message, letters to post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.outbox import Channel, MessageState, OutgoingMessage
from portal.kernel.text import sought
from portal.messages.domain import MessageFilter
from portal.messages.models import LetterText
from portal.people.models import Person

# Nobody looks further back on one page.
MOST_TEXTS = 20
# Letters in one file: more take too long to draw while somebody waits.
MOST_PRINTED = 50


def select_messages(wanted: MessageFilter) -> Select[*tuple[Any, ...]]:
    """The outbox, newest first, with the name of whom each message is for."""
    columns = (
        OutgoingMessage.id,
        OutgoingMessage.recipient,
        OutgoingMessage.channel,
        OutgoingMessage.kind,
        OutgoingMessage.subject,
        OutgoingMessage.written_at,
        OutgoingMessage.due_at,
        OutgoingMessage.sent_at,
        OutgoingMessage.state,
        OutgoingMessage.closed_why,
        OutgoingMessage.attempts,
        OutgoingMessage.failure,
        Person.given_name,
        Person.family_name,
    )
    statement: Select[*tuple[Any, ...]] = select(*columns).outerjoin(
        Person, Person.id == OutgoingMessage.person_id
    )
    return statement.where(*_narrowed(wanted)).order_by(
        OutgoingMessage.written_at.desc(), OutgoingMessage.id.desc()
    )


def _narrowed(wanted: MessageFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (OutgoingMessage.kind, wanted.kind),
            (OutgoingMessage.state, wanted.state),
            (OutgoingMessage.channel, wanted.channel),
        )
        if value
    ]
    for word in sought(wanted.words):
        like = {"autoescape": True}
        where.append(
            or_(
                func.lower(OutgoingMessage.recipient).contains(word, **like),
                Person.search_name.contains(word, **like),
            )
        )
    return where


def get_message(message_id: int, *, lock: bool = False) -> OutgoingMessage:
    """Raise `NotFound` when there is no such message."""
    message = db.session.get(
        OutgoingMessage, message_id, with_for_update=lock or None, populate_existing=lock
    )
    if message is None:
        raise NotFound
    return message


def find_name(person_id: int | None) -> str:
    """Whom a message is for, where that is somebody."""
    row = db.session.execute(
        select(Person.given_name, Person.family_name).where(Person.id == person_id)
    ).first()
    return f"{row[0]} {row[1]}" if row else ""


def select_letters() -> Select[*tuple[Any, ...]]:
    """Letters on paper that wait to be posted, oldest first."""
    return _letters().where(*_to_post()).order_by(OutgoingMessage.due_at, OutgoingMessage.id)


def _letters() -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(
        OutgoingMessage.id,
        OutgoingMessage.recipient,
        OutgoingMessage.subject,
        OutgoingMessage.body,
        OutgoingMessage.written_at,
        OutgoingMessage.due_at,
        OutgoingMessage.not_after,
        Person.given_name,
        Person.family_name,
    )
    return statement.outerjoin(Person, Person.id == OutgoingMessage.person_id)


def list_letters(message_id: int | None = None) -> Sequence[Any]:
    """The first letters to be printed at once; or this one, posted or not, while its words are there."""
    if message_id is None:
        return db.session.execute(select_letters().limit(MOST_PRINTED)).all()
    one = (OutgoingMessage.id == message_id, OutgoingMessage.channel == Channel.POST)
    return db.session.execute(_letters().where(*one, OutgoingMessage.body != "")).all()


def _to_post() -> tuple[ColumnElement[bool], ...]:
    return (OutgoingMessage.channel == Channel.POST, OutgoingMessage.state == MessageState.WAITING)


def number_to_post() -> Any:  # noqa: ANN401  # a scalar subquery
    """How many letters wait to be posted."""
    return select(func.count(OutgoingMessage.id)).where(*_to_post()).scalar_subquery()


def number_failed() -> Any:  # noqa: ANN401  # likewise
    """How many messages were given up and nobody has dealt with."""
    failed = OutgoingMessage.state == MessageState.FAILED
    return select(func.count(OutgoingMessage.id)).where(failed).scalar_subquery()


def find_text(template: str) -> LetterText | None:
    """The newest wording of a letter; None where the partnership has never worded it."""
    found: LetterText | None = db.session.scalar(_texts(template).limit(1))
    return found


def list_texts(template: str) -> Sequence[tuple[LetterText, str]]:
    """Every wording of a letter, newest first, with who wrote it."""
    rows = db.session.execute(
        _texts(template)
        .add_columns(Person.given_name, Person.family_name)
        .join(Person, Person.id == LetterText.written_by_id)
        .limit(MOST_TEXTS)
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]


def _texts(template: str) -> Select[*tuple[Any, ...]]:
    return select(LetterText).where(LetterText.template == template).order_by(LetterText.version.desc())


def list_worded() -> dict[str, LetterText]:
    """The newest wording of each letter that the partnership has ever worded."""
    rows = db.session.scalars(select(LetterText).order_by(LetterText.template, LetterText.version))
    return {one.template: one for one in rows}
