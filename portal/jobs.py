"""The timetable: a clock that claims each tick and runs the slices' jobs, and the worker beside it."""

from __future__ import annotations

import threading
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from portal.kernel import clock, timetable, work
from portal.kernel.slice import EXTENSION, Registry

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

# How often the embedded worker looks for something to do.
WORK_EVERY_SECONDS = 1.0


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
    with app.app_context():
        if not timetable.claim(name, due_at):
            return False
    run_job(app, name)
    return True


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
        )
    scheduler.start()
    return scheduler


def _tick_now(app: Flask, name: str) -> None:
    # Cron lines are whole minutes, so every process names the same due time.
    run_tick(app, name, clock.now().replace(second=0, microsecond=0))


def serve_work(app: Flask, stop: threading.Event) -> None:
    """Do long work until `stop` is set."""
    registry: Registry = app.extensions[EXTENSION]
    while not stop.is_set():
        with app.app_context():
            work.drain(registry.tasks)
        stop.wait(WORK_EVERY_SECONDS)
