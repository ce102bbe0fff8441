"""Each tick of the timetable is claimed in the database, so it happens once however many processes run."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from portal.kernel import clock
from portal.kernel.db import Model, db, unit_of_work

# Long enough for any clock to be late; old ticks are only history.
KEEP = timedelta(days=30)


class JobTick(Model):
    """One due time of one job, taken by whoever inserted it first."""

    __tablename__ = "job_tick"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    job: Mapped[str]
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime]


def claim(job: str, due_at: datetime) -> bool:
    """Whether this process, and no other, is to run `job` for `due_at`."""
    values = {"job": job, "due_at": due_at, "claimed_at": clock.now()}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    with unit_of_work():
        taken = db.session.execute(
            insert(JobTick).values(values).on_conflict_do_nothing().returning(JobTick.id)
        ).first()
        db.session.execute(delete(JobTick).where(JobTick.due_at < clock.now() - KEEP))
    return taken is not None
