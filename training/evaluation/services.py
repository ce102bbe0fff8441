"""Sending an evaluation so that nobody can tell whose it is, and closing its forms. Callers commit."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sqlalchemy import delete

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.domain import AgencyKind
from training.catalogue.models import TrainingEvent
from training.evaluation import letters, queries
from training.evaluation.domain import (
    LEAST,
    AlreadySent,
    EvaluationForm,
    FormTimes,
    NotOpen,
    Secrecy,
    SendEvaluation,
    Turn,
    looks_of,
    shared,
)
from training.evaluation.models import (
    EvaluationAnswer,
    EvaluationClosing,
    EvaluationInvitation,
    EvaluationResponse,
    random_key,
)

# Not a repeatable shuffle: whoever knew the seed could undo it.
_chance = random.SystemRandom()


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
    db.session.add(
        EvaluationResponse(
            event_id=command.event_id,
            person_id=actor.person_id,
            form=command.form,
            answered_on=clock.today(),
        )
    )
    pair_key = _pair_key(actor.person_id, command.event_id)
    _add_in_new_order(_answer(command, pair_key, _agency_kind(actor.person_id, command.event_id)))


def _pair_key(person_id: int, event_id: int) -> int:
    """The key that joins this person's forms about the event, made with the first of them."""
    invitation = queries.find_invitation(person_id, event_id)
    if invitation is None:
        invitation = EvaluationInvitation(event_id=event_id, person_id=person_id, pair_key=random_key())
        db.session.add(invitation)
    return invitation.pair_key


def _answer(command: SendEvaluation, pair_key: int, kind: AgencyKind | None) -> EvaluationAnswer:
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


def _add_in_new_order(answer: EvaluationAnswer) -> None:
    """Write this answer and every earlier one of its form anew, under new keys and in a random order.

    Databases remember which rows one transaction wrote, and in what order; written together, the newest
    answer looks like all others. All carry the largest number that any of their forms promised.
    """
    earlier = queries.list_answers(answer.event_id, answer.form)
    answer.promised = max(answer.promised, *(one.promised for one in earlier), LEAST)
    _replace(earlier, [*(_copy(one, promised=answer.promised) for one in earlier), answer])


def _replace(earlier: Sequence[EvaluationAnswer], new: Sequence[EvaluationAnswer]) -> None:
    """Write these rows in place of those, in an order that nobody can tell."""
    db.session.execute(
        delete(EvaluationAnswer).where(EvaluationAnswer.id.in_([one.id for one in earlier])),
        execution_options={"synchronize_session": False},
    )
    for one in earlier:
        db.session.expunge(one)
    everything = list(new)
    _chance.shuffle(everything)
    db.session.add_all(everything)


def _copy(answer: EvaluationAnswer, **changed: object) -> EvaluationAnswer:
    kept = {
        "event_id": answer.event_id,
        "form": answer.form,
        "pair_key": answer.pair_key,
        "form_version": answer.form_version,
        "agency_kind": answer.agency_kind,
        "ratings": answer.ratings,
        "will_change": answer.will_change,
        "comments": answer.comments,
        "words_purged": answer.words_purged,
        "promised": answer.promised,
    }
    return EvaluationAnswer(id=random_key(), **kept | changed)


def close_event(event: TrainingEvent) -> None:
    """End all forms of an event: what joined a person to their answers is deleted, and cannot be found again.

    The answers get new keys, so that no old copy of an invitation fits them; what fewer than five share is
    made plainer or deleted (`domain.hiding`); and who has sent the forms before and later is forgotten with
    the letters that tell it, as only the one after opens a certificate. Safe to run twice.
    """
    queries.lock_event(event.id)
    answers = queries.list_answers(event.id)
    kept = _kept(answers)
    _replace(answers, kept)
    _forget_who(event.id)
    letters.forget(event.id)
    db.session.add(EvaluationClosing(event_id=event.id, closed_on=clock.today()))
    before, after = {"answers": len(answers)}, {"answers": len(kept)}
    activity.record(SYSTEM, "close_evaluation", event, before=before, after=after)


def _kept(answers: Sequence[EvaluationAnswer]) -> Sequence[EvaluationAnswer]:
    """Copies of the answers that stay, each among enough that look alike, with a new key for each person."""
    smallest = in_force(Secrecy).group_for(one.promised for one in answers)
    looks = shared(looks_of(one.said() for one in answers), smallest)
    keys = {key: random_key() for key in looks}
    return [
        _copy(one, pair_key=keys[one.pair_key], agency_kind=looks[one.pair_key].kind)
        for one in answers
        if one.form in looks[one.pair_key].forms
    ]


def _forget_who(event_id: int) -> None:
    db.session.execute(delete(EvaluationInvitation).where(EvaluationInvitation.event_id == event_id))
    db.session.execute(
        delete(EvaluationResponse).where(
            EvaluationResponse.event_id == event_id, EvaluationResponse.form != EvaluationForm.AFTER
        )
    )
