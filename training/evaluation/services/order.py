"""Writing answers so that neither their keys nor their order tell whose they are. Callers commit."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sqlalchemy import delete

from portal.kernel.db import db
from training.evaluation import queries
from training.evaluation.domain import LEAST
from training.evaluation.models import EvaluationAnswer, random_key

# Not a repeatable shuffle: whoever knew the seed could undo it.
_chance = random.SystemRandom()


def add_in_new_order(answer: EvaluationAnswer) -> None:
    """Write this answer and every earlier one of its form anew, under new keys and in a random order.

    Databases remember which rows one transaction wrote, and in what order; written together, the newest
    answer looks like all others. All carry the largest number that any of their forms promised.
    """
    earlier = queries.list_answers(answer.event_id, answer.form)
    answer.promised = max(answer.promised, *(one.promised for one in earlier), LEAST)
    answer.is_out = 1 + sum(not one.is_out for one in earlier) >= answer.promised
    replace_all(earlier, [*(_beside(one, answer) for one in earlier), answer])


def _beside(one: EvaluationAnswer, newest: EvaluationAnswer) -> EvaluationAnswer:
    """With the promise of the newest; and shown from now on if that one and those that wait are enough."""
    return copy_of(one, promised=newest.promised, is_out=one.is_out or newest.is_out)


def replace_all(earlier: Sequence[EvaluationAnswer], new: Sequence[EvaluationAnswer]) -> None:
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


def copy_of(answer: EvaluationAnswer, **changed: object) -> EvaluationAnswer:
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
        "is_out": answer.is_out,
    }
    return EvaluationAnswer(id=random_key(), **kept | changed)
