from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock, work
from portal.kernel.db import db
from portal.kernel.work import Work, WorkState


def only_work() -> Work:
    db.session.expire_all()
    return db.session.query(Work).one()


def deferred(**payload: object) -> None:
    work.defer("count", **payload)
    db.session.commit()


def test_work_is_done_with_what_it_was_given_and_shows_its_progress() -> None:
    deferred(upto=3)
    seen: list[object] = []

    def count(payload, progress) -> None:
        progress.report(3, payload["upto"])
        seen.append(payload["upto"])

    assert work.drain({"count": count}) == 1
    assert (seen, only_work().state, only_work().done, only_work().total) == ([3], WorkState.DONE, 3, 3)


def test_work_that_keeps_failing_is_shown_as_failed() -> None:
    deferred()

    def fail(_payload, _progress) -> None:
        raise ValueError("no paper")

    assert work.drain({"count": fail}) == work.ATTEMPTS
    assert (only_work().state, only_work().failure) == (WorkState.FAILED, "ValueError: no paper")


def test_work_of_a_dead_worker_is_taken_up_again(at) -> None:
    deferred()
    db.session.query(Work).update({"state": WorkState.RUNNING, "leased_until": clock.now() + work.LEASE})
    db.session.commit()
    assert work.drain({"count": lambda *_: None}) == 0
    at(clock.now() + work.LEASE + timedelta(seconds=1))
    assert work.drain({"count": lambda *_: None}) == 1


def test_a_worker_leaves_alone_what_it_cannot_do() -> None:
    deferred()
    assert work.drain({"other": lambda *_: None}) == 0
    assert only_work().state is WorkState.WAITING
