"""Asking managers by a link in a letter, and taking what they answer. Callers commit."""

from __future__ import annotations

import secrets
from hmac import compare_digest

from sqlalchemy import case, false, or_, true, update

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from training.approvals.letters import fingerprint
from training.catalogue.models import TrainingEvent
from training.evaluation import letters, queries, reaching
from training.evaluation.domain import (
    AlreadyAnswered,
    EvaluationForm,
    FormTimes,
    LinkOfOther,
    NotOpen,
    SendEvaluation,
)
from training.evaluation.models import EvaluationManager, random_key
from training.evaluation.services.order import add_in_new_order
from training.evaluation.services.sending import answer_of, refuse_other_questions

TOKEN_BYTES = 32


def ask_managers(event: TrainingEvent) -> int:
    """Write once to the managers of those who took part; says to how many. Safe to run twice.

    Nobody is asked later: whoever has another manager by then was spoken of already.

    Whoever has no mailbox of their own is not asked: whoever carries such a letter could answer for them.
    """
    queries.lock_event(event.id)
    if reaching.has_asked(event.id):
        return 0
    times = in_force(FormTimes)
    version = queries.find_version(event.id)
    if not times.managers_may_answer(event.ends_at, clock.now()) or event.ends_at is None:
        return 0
    if not queries.get_questions(version).asked_on(EvaluationForm.MANAGER):
        return 0
    asked = [
        letters.AskedManager(one.manager, one.learners, secrets.token_urlsafe(TOKEN_BYTES))
        for one in reaching.list_to_ask(event.id)
    ]
    rows = [
        EvaluationManager(
            event_id=event.id, person_id=one.manager.id, digest=fingerprint(one.token), has_answered=False
        )
        for one in asked
    ]
    db.session.add_all(rows)
    db.session.flush()
    letters.ask_managers(event, asked, event.ends_at + times.closes)
    return len(rows)


def get_open_link(token: str, reader: Actor | None) -> reaching.OpenLink:
    """What a link opens now. Raises `NotFound` for an address that was never sent, or is long over.

    Raises `LinkOfOther` to whoever is signed in as somebody else, `AlreadyAnswered` once it was used, and
    `NotOpen` when it is too late or when none of those who took part is theirs any more.
    """
    link = reaching.find_link(fingerprint(token))
    if link is None or not compare_digest(link.digest, fingerprint(token)):
        raise NotFound
    if reader is not None and reader.person_id != link.person_id:
        raise LinkOfOther
    if link.has_answered:
        raise AlreadyAnswered
    found = reaching.find_open(link, in_force(FormTimes), clock.now())
    if found is None:
        raise NotOpen
    return found


def answer_link(token: str, command: SendEvaluation, reader: Actor | None) -> None:
    """Take a manager’s answers, and note apart from them that they have answered.

    The event is locked first: of two tabs one comes second. The log is not told: its times
    would join what these tables keep apart.
    """
    queries.lock_event(command.event_id)
    found = get_open_link(token, reader)
    if found.event_id != command.event_id:
        raise NotFound
    refuse_other_questions(command)
    _note_answer(found.link)
    add_in_new_order(answer_of(command, random_key()))


def _note_answer(link: EvaluationManager) -> None:
    """Write all rows of the event anew with it: which was written last would tell whose answer is newest."""
    is_it = or_(EvaluationManager.has_answered, EvaluationManager.id == link.id)
    db.session.execute(
        update(EvaluationManager)
        .where(EvaluationManager.event_id == link.event_id)
        .values(has_answered=case((is_it, true()), else_=false()))
    )
