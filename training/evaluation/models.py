"""Who has answered, and what was answered: two tables that nothing joins for good (docs/training.md 4.7).

Answers carry no person, no time and no number that counts up, and each new one is written together with
all others of its form and event in a new random order (`services.send_evaluation`). Until the last form of an
event closes, an invitation holds the random key that joins the forms of one person. Then it is deleted, and
the answers get new keys (`services.close_event`): whoever reads the database after that learns who sent the
form after and what was answered, but not who answered what.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, UniqueConstraint, false, inspect, text, true
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from portal.people.domain import AgencyKind
from training.evaluation.domain import (
    FORM_VERSION,
    LEAST,
    Answer,
    EvaluationForm,
    IsPublished,
    Questionnaire,
    read_statements,
    read_texts,
)

# Fits a signed 64-bit column on both databases.
KEY_BITS = 62


def random_key() -> int:
    return secrets.randbits(KEY_BITS)


class EvaluationResponse(Model):
    """That somebody has answered, to the day. A certificate's gate knows only this."""

    __tablename__ = "evaluation_response"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "form"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    form: Mapped[EvaluationForm]
    answered_on: Mapped[date]


class EvaluationInvitation(Model):
    """The one place where a person and the key of their answers meet; deleted as the forms close."""

    __tablename__ = "evaluation_invitation"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    pair_key: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), default=random_key, unique=True
    )


class EvaluationManager(Model):
    """That a manager was asked about an event, and whether they have answered; deleted as the forms close.

    Nothing leads from here to what they answered. Of the link in their letter only a fingerprint is kept.
    """

    __tablename__ = "evaluation_manager"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    has_answered: Mapped[bool] = mapped_column(default=False, server_default=false())


class EvaluationClosing(Model):
    """That the forms of an event are closed for good, and since which day."""

    __tablename__ = "evaluation_closing"

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id", ondelete="CASCADE"), unique=True)
    closed_on: Mapped[date]


class EvaluationQuestions(Model):
    """A version of the questions that this partnership worded. Without any, those that ship are asked."""

    __tablename__ = "evaluation_questions"

    # After those that ship. There is one next number, and so one draft.
    number: Mapped[int] = mapped_column(unique=True)
    statements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    texts: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    edition: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    # Null while it is a draft.
    published_at: Mapped[datetime | None]

    def said(self) -> Questionnaire:
        """The same as rules read it."""
        return Questionnaire(
            self.number,
            read_statements(self.statements),
            read_texts(self.texts),
            is_published=self.published_at is not None,
            edition=self.edition,
        )


@listens_for(EvaluationQuestions, "before_update")
def _refuse_change(_mapper: object, _connection: object, questions: EvaluationQuestions) -> None:
    """A published version is what its answers are read by."""
    published = inspect(questions).attrs["published_at"].load_history()
    if any(was is not None for was in (*published.unchanged, *published.deleted)):
        raise IsPublished


class EvaluationAnswer(Model):
    """One set of answers, by nobody in particular."""

    __tablename__ = "evaluation_answer"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
        default=random_key,
        sort_order=-1,
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"), index=True)
    form: Mapped[EvaluationForm]
    # The same on all forms of one person about the event, and on nothing else once they are closed.
    pair_key: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), default=random_key)
    form_version: Mapped[int] = mapped_column(default=FORM_VERSION)
    # Null unless enough people from this kind of agency took part to hide one among them.
    agency_kind: Mapped[AgencyKind | None]
    # Statement key to rating.
    ratings: Mapped[Mapping[str, int]] = mapped_column(JSON)
    will_change: Mapped[str] = mapped_column(default="")
    comments: Mapped[str] = mapped_column(default="")
    # The largest number that a form of this event promised: fewer answers stay hidden, whatever is set.
    promised: Mapped[int] = mapped_column(default=LEAST, server_default=text(str(LEAST)))
    # Came with enough others to be shown: whoever looks again after each answer would else read it.
    is_out: Mapped[bool] = mapped_column(default=True, server_default=true())
    # What was written was kept long enough and is blank now.
    words_purged: Mapped[bool] = mapped_column(default=False, server_default=false())

    def said(self) -> Answer:
        """The same as rules read it."""
        return Answer(
            event_id=self.event_id,
            pair_key=self.pair_key,
            form=self.form,
            version=self.form_version,
            kind=self.agency_kind,
            ratings=self.ratings,
            will_change=self.will_change,
            comments=self.comments,
            words_purged=self.words_purged,
            promised=self.promised,
        )
