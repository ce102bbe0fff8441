"""Sending an evaluation so that nobody can tell whose it is. Callers commit."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.domain import AgencyKind
from training.evaluation import queries
from training.evaluation.domain import (
    AlreadySent,
    FormTimes,
    NotOpen,
    QuestionsChanged,
    Secrecy,
    SendEvaluation,
    Turn,
)
from training.evaluation.models import (
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationResponse,
    random_key,
)
from training.evaluation.services.order import add_in_new_order


def send_evaluation(actor: Actor, command: SendEvaluation) -> None:
    """Take somebody's answers, and write down apart from them that this person has answered.

    The activity log is not told: its times would join what these tables keep apart. Raises `NotFound` for
    somebody whom the form does not concern.
    """
    queries.lock_event(command.event_id)
    standing = queries.find_standing(actor.person_id, command.event_id)
    if standing is None or not standing.concerns(command.form):
        raise NotFound
    if queries.find_response(actor.person_id, command.event_id, command.form) is not None:
        raise AlreadySent
    if standing.turn(command.form, clock.now(), in_force(FormTimes)) is not Turn.OPEN:
        raise NotOpen
    refuse_other_questions(command)
    db.session.add(
        EvaluationResponse(
            event_id=command.event_id,
            person_id=actor.person_id,
            form=command.form,
            answered_on=clock.today(),
        )
    )
    pair_key = _pair_key(actor.person_id, command.event_id)
    add_in_new_order(answer_of(command, pair_key, _agency_kind(actor.person_id, command.event_id)))


def refuse_other_questions(command: SendEvaluation) -> None:
    """All forms of an event ask the same version, which its first answer decides."""
    if command.version != queries.find_version(command.event_id):
        raise QuestionsChanged


def _pair_key(person_id: int, event_id: int) -> int:
    """The key that joins this person's forms about the event, made with the first of them."""
    invitation = queries.find_invitation(person_id, event_id)
    if invitation is None:
        invitation = EvaluationInvitation(event_id=event_id, person_id=person_id, pair_key=random_key())
        db.session.add(invitation)
    return invitation.pair_key


def answer_of(command: SendEvaluation, pair_key: int, kind: AgencyKind | None = None) -> EvaluationAnswer:
    return EvaluationAnswer(
        id=random_key(),
        event_id=command.event_id,
        form=command.form,
        form_version=command.version,
        pair_key=pair_key,
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
