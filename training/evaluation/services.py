"""Sending an evaluation so that nobody can tell whose it is. Callers commit."""

from __future__ import annotations

import random

from sqlalchemy import delete

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.domain import AgencyKind
from training.evaluation import queries
from training.evaluation.domain import LEAST, AlreadySent, EvaluationForm, Secrecy, SendEvaluation
from training.evaluation.models import EvaluationAnswer, EvaluationResponse, random_key

# Not a repeatable shuffle: whoever knew the seed could undo it.
_chance = random.SystemRandom()


def send_evaluation(actor: Actor, command: SendEvaluation) -> None:
    """Take a learner's answers, and write down apart from them that this person has answered.

    The activity log is not told: its times would join what these tables keep apart. Raises `NotFound` for
    somebody who did not take part.
    """
    queries.lock_event(command.event_id)
    if not queries.is_learner(actor.person_id, command.event_id):
        raise NotFound
    if queries.find_response(actor.person_id, command.event_id) is not None:
        raise AlreadySent
    db.session.add(
        EvaluationResponse(
            event_id=command.event_id,
            person_id=actor.person_id,
            form=EvaluationForm.AFTER,
            answered_on=clock.today(),
        )
    )
    _add_in_new_order(_answer(command, _agency_kind(actor.person_id, command.event_id)))


def _answer(command: SendEvaluation, kind: AgencyKind | None) -> EvaluationAnswer:
    return EvaluationAnswer(
        id=random_key(),
        event_id=command.event_id,
        form=EvaluationForm.AFTER,
        agency_kind=kind,
        ratings=dict(command.ratings),
        will_change=command.will_change,
        comments=command.comments,
        promised=in_force(Secrecy).smallest_group,
    )


def _agency_kind(person_id: int, event_id: int) -> AgencyKind | None:
    """Kept only when enough learners share it: the one police officer in the room stays unnamed."""
    kind, learners = queries.find_agency_kind(person_id, event_id)
    return kind if in_force(Secrecy).may_show(learners) else None


def _add_in_new_order(answer: EvaluationAnswer) -> None:
    """Write this answer and every earlier one of the event anew, under new keys and in a random order.

    Databases remember which rows one transaction wrote, and in what order; written together, the newest
    answer looks like all others. All carry the largest number that any of their forms promised.
    """
    earlier = queries.list_answers(answer.event_id)
    answer.promised = max(answer.promised, *(one.promised for one in earlier), LEAST)
    copies = [_copy(one, answer.promised) for one in earlier]
    db.session.execute(
        delete(EvaluationAnswer).where(EvaluationAnswer.event_id == answer.event_id),
        execution_options={"synchronize_session": False},
    )
    for one in earlier:
        db.session.expunge(one)
    everything = [*copies, answer]
    _chance.shuffle(everything)
    db.session.add_all(everything)


def _copy(answer: EvaluationAnswer, promised: int) -> EvaluationAnswer:
    return EvaluationAnswer(
        id=random_key(),
        event_id=answer.event_id,
        form=answer.form,
        form_version=answer.form_version,
        agency_kind=answer.agency_kind,
        ratings=answer.ratings,
        will_change=answer.will_change,
        comments=answer.comments,
        words_purged=answer.words_purged,
        promised=promised,
    )
