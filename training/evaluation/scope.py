"""Conditions that several reads of evaluation share: who has sent a form, and which events are closed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute

from training.catalogue.models import TrainingEvent
from training.evaluation.domain import EvaluationForm
from training.evaluation.models import EvaluationClosing, EvaluationResponse


def has_sent(
    person_id: InstrumentedAttribute[int],
    event_id: InstrumentedAttribute[Any],
    form: EvaluationForm = EvaluationForm.AFTER,
) -> ColumnElement[bool]:
    """Whether the person in one column has sent the form about the event in the other."""
    return exists().where(
        EvaluationResponse.person_id == person_id,
        EvaluationResponse.event_id == event_id,
        EvaluationResponse.form == form,
    )


def is_closed() -> ColumnElement[bool]:
    return exists().where(EvaluationClosing.event_id == TrainingEvent.id)
