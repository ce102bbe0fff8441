"""Deletes what is due, a little at a time. Commits by itself: a stop in the middle repeats nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.slice import RetentionRule, registry
from portal.records import due
from portal.records.domain import Outcome
from portal.records.models import RetentionRun

# Few enough that nobody waits for the database while they are written.
BATCH = 200


def purge_all() -> list[Outcome]:
    """Do what every rule asks for now, and write down what came of it.

    A rule that fails is written down and keeps no other from its turn. Safe to run twice, even at once:
    what is done is no longer due.
    """
    now = clock.now()
    with unit_of_work():
        run = RetentionRun(started_at=now)
        db.session.add(run)
        db.session.flush()
        run_id = run.id
    outcomes = [_purge(rule, now) for rule in registry().retention]
    with unit_of_work():
        done = db.session.get_one(RetentionRun, run_id)
        done.finished_at = clock.now()
        done.outcome = {one.name: _written(one) for one in outcomes}
    return outcomes


def _written(one: Outcome) -> dict[str, Any]:
    return {"done": one.done, "failure": one.failure}


def _purge(rule: RetentionRule, now: datetime) -> Outcome:
    done, last = 0, 0
    try:
        while ids := _purge_batch(rule, now, last):
            done, last = done + len(ids), ids[-1]
    except Exception as error:  # one rule's fault must not keep what others delete
        current_app.logger.exception("retention rule %s failed", rule.name)
        return Outcome(rule.name, rule.what, done, type(error).__name__)
    return Outcome(rule.name, rule.what, done)


def _purge_batch(rule: RetentionRule, now: datetime, last: int) -> list[int]:
    """One short transaction: what is due is looked up and dealt with under the same lock."""
    with unit_of_work():
        ids = list(due.list_due_ids(rule, now, after=last, limit=BATCH))
        if ids:
            rule.purge(ids)
    return ids
