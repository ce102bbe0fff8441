from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask

from portal import jobs
from portal.kernel import clock, timetable, work
from portal.kernel.errors import Busy, Unavailable
from portal.kernel.slice import registry


def test_a_tick_is_claimed_once() -> None:
    due = clock.now()
    assert [timetable.claim("digest", due) for _ in range(3)] == [True, False, False]


def test_each_due_time_and_each_job_is_its_own_tick() -> None:
    due = clock.now()
    assert timetable.claim("digest", due)
    assert timetable.claim("digest", due + timedelta(minutes=1))
    assert timetable.claim("reminders", due)


def test_a_tick_that_another_process_took_is_not_run(app: Flask) -> None:
    due = clock.now()
    assert jobs.run_tick(app, "send-messages", due)
    assert not jobs.run_tick(app, "send-messages", due)


def test_every_job_is_safe_to_run_twice(app: Flask) -> None:
    for name in registry().jobs:
        for _ in range(2):
            jobs.run_job(app, name)


def test_a_database_that_is_busy_at_its_minute_costs_no_job(app, monkeypatch) -> None:
    pauses, refusals = [], iter([Busy(), Unavailable()])
    monkeypatch.setattr(jobs.time, "sleep", pauses.append)
    claim = timetable.claim

    def refuse_twice(*given):
        for refusal in refusals:
            raise refusal
        return claim(*given)

    monkeypatch.setattr(timetable, "claim", refuse_twice)
    assert jobs.run_tick(app, "send-messages", clock.now())
    assert pauses == list(jobs.AGAIN_AFTER_SECONDS[:2])


def test_the_worker_outlives_a_database_that_fails_it(app, monkeypatch) -> None:
    stop, looked = threading.Event(), []

    def fail_then_stop(_tasks) -> int:
        looked.append(1)
        if len(looked) == 2:
            stop.set()
        raise Busy

    monkeypatch.setattr(jobs, "WORK_AGAIN_AFTER_SECONDS", 0)
    monkeypatch.setattr(work, "drain", fail_then_stop)
    jobs.serve_work(app, stop)
    assert len(looked) == 2
