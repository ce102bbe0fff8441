from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock, work
from portal.kernel.db import db
from portal.kernel.work import Work, WorkState
from portal.people.models import Agency
from tests.factories import an_agency


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


def test_a_worker_that_was_silent_too_long_stops_when_it_hears_of_another(at) -> None:
    deferred()
    heard = []

    def stall(_payload, progress) -> None:
        at(clock.now() + work.LEASE + timedelta(seconds=1))
        if not heard:
            heard.append("first")
            work.drain({"count": lambda *_: heard.append("second")})
        progress.report(1, 2)
        heard.append("never")

    work.drain({"count": stall})
    assert heard == ["first", "second"]
    assert (only_work().state, only_work().attempts) == (WorkState.DONE, 2)


def test_work_that_kills_its_workers_is_given_up(at) -> None:
    deferred()
    for _ in range(work.ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            work.drain({"count": die})
        at(clock.now() + work.LEASE + timedelta(seconds=1))
    work.drain({"count": die})
    assert (only_work().state, only_work().failure) == (WorkState.FAILED, "WorkerDied: ")


def die(*_args) -> None:
    raise KeyboardInterrupt


def test_what_a_task_began_and_did_not_commit_is_not_kept() -> None:
    deferred()
    work.drain({"count": lambda *_: db.session.add(an_agency(name="Left over"))})
    assert only_work().state is WorkState.DONE
    assert db.session.scalar(select(Agency).where(Agency.name == "Left over")) is None


def test_work_that_somebody_stops_ends_at_its_next_report_and_for_good() -> None:
    deferred()
    reached: list[int] = []

    def count(_payload, progress) -> None:
        progress.report(1, 2)
        work.ask_to_stop(progress.work_id)
        db.session.commit()
        progress.report(2, 2)
        reached.append(2)

    assert work.drain({"count": count}) == 1
    assert (reached, only_work().state, only_work().failure) == ([], WorkState.STOPPED, "")
    assert work.drain({"count": count}) == 0


def test_work_that_is_stopped_before_it_began_never_begins() -> None:
    deferred()
    work.ask_to_stop(only_work().id)
    db.session.commit()
    reached: list[int] = []

    def count(_payload, progress) -> None:
        progress.report(0, 2)
        reached.append(1)

    work.drain({"count": count})
    assert (reached, only_work().state) == ([], WorkState.STOPPED)


def test_work_that_is_done_cannot_be_stopped() -> None:
    deferred()
    work.drain({"count": lambda *_: None})
    work.ask_to_stop(only_work().id)
    assert not only_work().stop_asked
