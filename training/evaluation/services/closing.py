"""Closing the forms of an event, after which nobody can tell whose answers are whose. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.catalogue.models import TrainingEvent
from training.evaluation import letters, queries
from training.evaluation.domain import EvaluationForm, Secrecy, looks_of, shared
from training.evaluation.models import (
    EvaluationAnswer,
    EvaluationClosing,
    EvaluationInvitation,
    EvaluationManager,
    EvaluationResponse,
    random_key,
)
from training.evaluation.services.order import copy_of, replace_all


def close_event(event: TrainingEvent) -> None:
    """End all forms of an event: what joined a person to their answers is deleted, and cannot be found again.

    The answers get new keys, so that no old copy of an invitation fits them; what fewer than five share is
    made plainer or deleted (`domain.hiding`); and who has sent the forms before and later is forgotten with
    the letters that tell it, as only the one after opens a certificate. Safe to run twice.
    """
    queries.lock_event(event.id)
    answers = queries.list_answers(event.id)
    kept = _kept(answers)
    replace_all(answers, kept)
    letters.forget(event.id)
    _forget_who(event.id)
    db.session.add(EvaluationClosing(event_id=event.id, closed_on=clock.today()))
    before, after = {"answers": len(answers)}, {"answers": len(kept)}
    activity.record(SYSTEM, "close_evaluation", event, before=before, after=after)


def _kept(answers: Sequence[EvaluationAnswer]) -> Sequence[EvaluationAnswer]:
    """Copies of the answers that stay, each among enough that look alike, with a new key for each person."""
    smallest = in_force(Secrecy).group_for(one.promised for one in answers)
    looks = shared(looks_of(one.said() for one in answers), smallest)
    keys = {key: random_key() for key in looks}
    return [
        copy_of(one, pair_key=keys[one.pair_key], agency_kind=looks[one.pair_key].kind, is_out=True)
        for one in answers
        if one.form in looks[one.pair_key].forms
    ]


def _forget_who(event_id: int) -> None:
    for keys in (EvaluationInvitation, EvaluationManager):
        db.session.execute(delete(keys).where(keys.event_id == event_id))
    db.session.execute(
        delete(EvaluationResponse).where(
            EvaluationResponse.event_id == event_id, EvaluationResponse.form != EvaluationForm.AFTER
        )
    )
