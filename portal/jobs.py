"""The timetable: a clock that claims each tick and runs the slices' jobs, and the worker beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from flask import Flask

from portal.kernel import clock, timetable, work
from portal.kernel.errors import Busy, Unavailable
from portal.kernel.slice import EXTENSION, Registry

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

Answer = TypeVar("Answer")
# How often the embedded worker looks for something to do.
WORK_EVERY_SECONDS = 1.0
# And how soon again after the database failed it.
WORK_AGAIN_AFTER_SECONDS = 5.0
# When a tick cannot be claimed, or its job finds the database busy.
AGAIN_AFTER_SECONDS = (2, 10, 60)
# A clock that wakes up this late still names the minute that was due.
LATEST_START_SECONDS = 45


def run_job(app: Flask, name: str) -> None:
    """Run one job now. Jobs commit their own units of work; a failure is logged and raised."""
    registry: Registry = app.extensions[EXTENSION]
    with app.app_context():
        app.logger.info("job %s started", name)
        try:
            registry.jobs[name].run()
        except Exception:
            app.logger.exception("job %s failed", name)
            raise
        app.logger.info("job %s finished", name)


def run_tick(app: Flask, name: str, due_at: datetime) -> bool:
    """Run a job for a due time unless another process has claimed that tick; says whether it ran."""

    def claim() -> bool:
        with app.app_context():
            return timetable.claim(name, due_at)

    if not _patiently(app, name, claim):
        return False
    _patiently(app, name, partial(run_job, app, name))
    return True


def _patiently(app: Flask, name: str, step: Callable[[], Answer]) -> Answer:
    """A daily job must not be lost to a database that was busy, or away, at its minute."""
    for pause in AGAIN_AFTER_SECONDS:
        try:
            return step()
        except (Busy, Unavailable):
            app.logger.warning("job %s found the database busy; again in %s s", name, pause)
            time.sleep(pause)
    return step()


def serve_timetable(app: Flask) -> BackgroundScheduler:
    """Start the clock. Any number of processes may; each tick still happens once."""
    # Web workers import this module too, and keep no clock: they start sooner without.
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    scheduler = BackgroundScheduler(timezone=clock.LONDON)
    registry: Registry = app.extensions[EXTENSION]
    for job in registry.jobs.values():
        scheduler.add_job(
            partial(_tick_now, app, job.name),
            CronTrigger.from_crontab(job.at, timezone=clock.LONDON),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=LATEST_START_SECONDS,
        )
    scheduler.start()
    return scheduler


def _tick_now(app: Flask, name: str) -> None:
    # Cron lines are whole minutes, so every process names the same due time.
    due_at = clock.now().replace(second=0, microsecond=0)
    run_tick(app, name, due_at)


def serve_work(app: Flask, stop: threading.Event) -> None:
    """Do long work until `stop` is set. A database that is busy or away is waited for."""
    registry: Registry = app.extensions[EXTENSION]
    while not stop.is_set():
        pause = WORK_EVERY_SECONDS
        with app.app_context():
            try:
                work.drain(registry.tasks)
            except Exception:  # whatever it was: without this process nothing is ever sent or made
                app.logger.exception("long work stopped; looked for again in %s s", WORK_AGAIN_AFTER_SECONDS)
                pause = WORK_AGAIN_AFTER_SECONDS
        stop.wait(pause)
