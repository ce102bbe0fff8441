from __future__ import annotations

from datetime import timedelta

from flask import Flask

from portal import jobs
from portal.kernel import clock, timetable
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
