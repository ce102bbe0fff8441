"""Who has answered, and what was answered: two tables that nothing joins (docs/training.md 4.7).

Answers carry no person, no time and no number that counts up, and each new one is written together with
all others of its event in a new random order (`services.send_evaluation`). Whoever reads the database
learns who answered and what was answered, but not who answered what.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from portal.people.domain import AgencyKind
from training.evaluation.domain import FORM_VERSION, LEAST, EvaluationForm

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
    form_version: Mapped[int] = mapped_column(default=FORM_VERSION)
    # Null unless enough people from this kind of agency took part to hide one among them.
    agency_kind: Mapped[AgencyKind | None]
    # Statement key to rating.
    ratings: Mapped[Mapping[str, int]] = mapped_column(JSON)
    will_change: Mapped[str] = mapped_column(default="")
    comments: Mapped[str] = mapped_column(default="")
    # The largest number that a form of this event promised: fewer answers stay hidden, whatever is set.
    promised: Mapped[int] = mapped_column(default=LEAST, server_default=text(str(LEAST)))
    # What was written was kept long enough and is blank now.
    words_purged: Mapped[bool] = mapped_column(default=False, server_default=false())
