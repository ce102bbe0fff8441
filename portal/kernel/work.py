"""Long work: a leased row per piece of work, with progress that a page can show.

Work is deferred in the same transaction as the change that asks for it, and done by the process
that runs the timetable. A worker that dies loses its lease and another takes the work up again,
so every task must be safe to run twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, false, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from portal.kernel import clock
from portal.kernel.db import Model, db, unit_of_work

LEASE = timedelta(minutes=2)
ATTEMPTS = 3


class WorkState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Work(Model):
    """One piece of long work and how far it has come."""

    __tablename__ = "work"

    task: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[WorkState] = mapped_column(default=WorkState.WAITING, index=True)
    created_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    # Somebody wants it to end; the worker hears of it at its next report.
    stop_asked: Mapped[bool] = mapped_column(default=False, server_default=false())


class WorkerDied(RuntimeError):
    """Every worker that took this work up died of it."""


class LeaseLost(RuntimeError):
    """Another worker has taken this work up; whatever this one still does would be done twice."""


class Stopped(Exception):  # what happened, as everywhere
    """Somebody asked that this work end; what it began is rolled back."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Hands a task the means to say how far it is; each call is its own transaction and renews the lease."""

    work_id: int
    attempt: int

    def report(self, done: int, total: int) -> None:
        """Raises `Stopped` when somebody asked for it.

        And `LeaseLost` when this worker was silent for so long that another took over.
        """
        with unit_of_work():
            stop_asked = _change_own(self, done=done, total=total, leased_until=clock.now() + LEASE)
        if stop_asked:
            raise Stopped

    def report_apart(self, done: int, total: int) -> None:
        """The same from inside a long transaction, past it: on a connection of its own.

        SQLite has one writer, which is that transaction: nothing is said there, and nobody could ask
        for an end or take the work over before it is committed.
        """
        if db.session.connection().dialect.name == "sqlite":
            return
        values = {"done": done, "total": total, "leased_until": clock.now() + LEASE}
        with db.session.connection().engine.begin() as apart:
            if apart.scalar(_change(self, values)):
                raise Stopped


Task = Callable[[Mapping[str, Any], Progress], None]


def defer(task: str, **payload: object) -> Work:
    """Ask for work to be done after the current transaction commits."""
    work = Work(task=task, payload=payload, created_at=clock.now())
    db.session.add(work)
    return work


def get(work_id: int) -> Work | None:
    return db.session.get(Work, work_id)


def ask_to_stop(work_id: int) -> None:
    """Let a piece of work end at its next report; one that nobody has taken up ends when it begins."""
    db.session.execute(
        update(Work)
        .where(Work.id == work_id, Work.state.in_((WorkState.WAITING, WorkState.RUNNING)))
        .values(stop_asked=True)
    )


def drain(tasks: Mapping[str, Task]) -> int:
    """Do all waiting work, and work whose worker died; says how many pieces were done."""
    count = 0
    while (work := _claim(tasks)) is not None:
        _run(work, tasks)
        count += 1
    return count


def _claim(tasks: Mapping[str, Task]) -> Work | None:
    now = clock.now()
    with unit_of_work():
        work = db.session.scalar(
            select(Work)
            .where(_is_free(now), Work.task.in_(tasks))
            .order_by(Work.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if work is not None:
            work.state, work.attempts, work.leased_until = WorkState.RUNNING, work.attempts + 1, now + LEASE
            db.session.flush()
            db.session.expunge(work)
    return work


def _is_free(now: datetime) -> ColumnElement[bool]:
    died = (Work.state == WorkState.RUNNING) & (Work.leased_until < now)
    return or_(Work.state == WorkState.WAITING, died)


def _run(work: Work, tasks: Mapping[str, Task]) -> None:
    own = Progress(work.id, work.attempts)
    state, failure = WorkState.DONE, ""
    try:
        if work.attempts > ATTEMPTS:
            raise WorkerDied  # noqa: TRY301  # one place writes down how work ended
        tasks[work.task](work.payload, own)
    except Stopped:
        state = WorkState.STOPPED
    except Exception as error:  # noqa: BLE001  # a failed task is a fact on its row, never the end of the worker
        failure = f"{type(error).__name__}: {error}"
        state = WorkState.FAILED if work.attempts >= ATTEMPTS else WorkState.WAITING
    # What the task began and did not commit is not ours to commit.
    db.session.rollback()
    with suppress(LeaseLost), unit_of_work():
        _change_own(own, state=state, failure=failure, leased_until=None)


def _change_own(own: Progress, **values: object) -> bool:
    """Write down how far it is; says whether somebody asked for an end."""
    stop_asked = db.session.scalar(_change(own, values))
    if stop_asked is None:
        raise LeaseLost(f"Work {own.work_id} was taken up by another worker")
    return stop_asked


def _change(own: Progress, values: Mapping[str, object]) -> ReturningUpdate[bool]:
    mine = (Work.id == own.work_id, Work.attempts == own.attempt, Work.state == WorkState.RUNNING)
    return update(Work).where(*mine).values(dict(values)).returning(Work.stop_asked)
