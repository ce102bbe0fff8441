"""How long the words of evaluations are kept; ratings stay (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select, update

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.catalogue.models import TrainingEvent
from training.evaluation.domain import EvaluationsKept
from training.evaluation.models import EvaluationAnswer


def _with_words() -> Select[*tuple[Any, ...]]:
    return (
        select(EvaluationAnswer.id, TrainingEvent.ends_at.label("start"))
        .join(TrainingEvent, TrainingEvent.id == EvaluationAnswer.event_id)
        .where(
            or_(EvaluationAnswer.will_change != "", EvaluationAnswer.comments != ""),
            TrainingEvent.ends_at.is_not(None),
        )
    )


def _blank_words(ids: Sequence[int]) -> None:
    blank = {"will_change": "", "comments": "", "words_purged": True}
    db.session.execute(update(EvaluationAnswer).where(EvaluationAnswer.id.in_(ids)).values(blank))


RETENTION = (
    RetentionRule(
        name="evaluation-words",
        what="What people wrote about training is blanked; their ratings stay",
        since="the event ended",
        period=lambda: in_force(EvaluationsKept).words,
        rows=_with_words,
        purge=_blank_words,
    ),
)
