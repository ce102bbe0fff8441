"""Reads of what is due to be deleted, and of what was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, Subquery, cast, func, literal, select, union_all

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.slice import RetentionRule, registry
from portal.kernel.text import plural
from portal.records.domain import Outlook
from portal.records.models import RetentionRun

WEEK = timedelta(weeks=1)


def list_outlooks(now: datetime) -> list[Outlook]:
    """Every rule as it stands at this moment. One statement for all of them, however many."""
    rules = registry().retention
    if not rules:
        return []
    counted = union_all(*(_count(at, rule, now) for at, rule in enumerate(rules)))
    found = {row.at: row for row in db.session.execute(counted)}
    return [
        Outlook(
            name=rule.name,
            what=rule.what,
            since=rule.since,
            period=in_weeks(rule.period()),
            due=found[at].due,
            next_due_at=_next_due(found[at].next_start, rule.period()),
        )
        for at, rule in enumerate(rules)
    ]


def in_weeks(period: timedelta) -> str:
    """As in “4 weeks”."""
    weeks, rest = divmod(period, WEEK)
    return plural(period.days, "day") if rest else plural(weeks, "week")


def _count(at: int, rule: RetentionRule, now: datetime) -> Select[*tuple[Any, ...]]:
    rows = rule.rows().subquery()
    is_due = rows.c.start <= _as_started(rows, now - rule.period())
    # As text: some rules count from days and some from moments, and this is one statement.
    return select(
        literal(at).label("at"),
        func.count().filter(is_due).label("due"),
        cast(func.min(rows.c.start).filter(~is_due), String).label("next_start"),
    ).select_from(rows)


def _as_started(rows: Subquery, moment: datetime) -> date:
    """The moment as the rule's rows say when their time began: a day in London, or a moment."""
    return clock.in_london(moment).date() if isinstance(rows.c.start.type, Date) else moment


def _next_due(start: str | None, period: timedelta) -> datetime | None:
    if start is None:
        return None
    began = datetime.fromisoformat(start)
    if len(start) == len("2026-01-01"):
        began = clock.at_london(began.date(), time.min)
    return (began if began.tzinfo else began.replace(tzinfo=UTC)) + period


def list_due_ids(rule: RetentionRule, now: datetime, *, after: int, limit: int) -> Sequence[int]:
    """The next rows of a rule whose time is up, by id."""
    rows = rule.rows().subquery()
    is_due: ColumnElement[bool] = rows.c.start <= _as_started(rows, now - rule.period())
    return db.session.scalars(
        select(rows.c.id).where(is_due, rows.c.id > after).order_by(rows.c.id).limit(limit)
    ).all()


def find_last_run() -> RetentionRun | None:
    return db.session.scalar(select(RetentionRun).order_by(RetentionRun.id.desc()).limit(1))
