"""`flask records …`: what is kept, and what is due to go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click
from flask.cli import with_appcontext

from portal.kernel import clock
from portal.records import due, purging
from portal.records.domain import Outlook


@click.group("records")
def records_group() -> None:
    """What the portal keeps, and for how long."""


@records_group.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what is due; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_appcontext
def retention(*, dry_run: bool, as_json: bool) -> None:
    """Delete what was kept long enough, or say what would be deleted. Exit 1 when a rule failed."""
    if dry_run:
        outlooks = due.list_outlooks(clock.now())
        _say([_outlook(one) for one in outlooks], as_json=as_json)
        return
    outcomes = purging.purge_all()
    _say([asdict(one) for one in outcomes], as_json=as_json)
    if any(one.failure for one in outcomes):
        raise SystemExit(1)


def _outlook(one: Outlook) -> dict[str, Any]:
    next_due = one.next_due_at.isoformat() if one.next_due_at else None
    return {**asdict(one), "next_due_at": next_due}


def _say(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"rules": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo("; ".join(_words(row)))


def _words(row: dict[str, Any]) -> list[str]:
    """One line for each rule, as people read it."""
    if "due" in row:
        following = f"the next on {row['next_due_at'][:10]}" if row["next_due_at"] else "none follows"
        return [row["what"], f"{row['period']} after {row['since']}", f"{row['due']:,} due", following]
    failed = [f"failed: {row['failure']}"] if row["failure"] else []
    return [row["what"], f"{row['done']:,} done", *failed]
