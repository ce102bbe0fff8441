"""The command line that every installation has: `flask portal`, `demo`, `jobs` and `work`."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal import jobs as timetable
from portal.kernel.db import unit_of_work
from portal.kernel.errors import PortalError
from portal.kernel.slice import EXTENSION, DemoPlan, Registry, registry
from portal.settings import Settings

DEFAULT_PEOPLE = 17_000
DEFAULT_SEED = 2020


@click.group("portal", help="Look after the portal itself.")
def portal_group() -> None: ...


@portal_group.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest schema."""
    from portal import migrating  # noqa: PLC0415  # see that module

    try:
        migrating.upgrade()
    except PortalError as error:
        raise click.ClickException(error.message) from error


@portal_group.command("revise")
@click.argument("title")
@with_appcontext
def revise(title: str) -> None:
    """Write the migration that the models ask for, under this title."""
    from portal import migrating  # noqa: PLC0415  # see that module

    migrating.revise(title)


@portal_group.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the breaches as JSON.")
@with_appcontext
def check(*, as_json: bool) -> None:
    """Test every invariant against the live data; exit 1 when one is broken."""
    found = [(item.name, breach) for item in registry().checks for breach in item.find()]
    if as_json:
        click.echo(json.dumps({"breaches": [{"check": name, "breach": text} for name, text in found]}))
    else:
        for name, breach in found:
            click.echo(f"{name}: {breach}")
        click.echo(f"{len(registry().checks)} checks, {len(found)} breaches", err=True)
    sys.exit(1 if found else 0)


@click.group("demo", help="The demo partnership. Refused in production.")
def demo_group() -> None: ...


@demo_group.command("load")
@click.option("--people", default=DEFAULT_PEOPLE, show_default=True, type=click.IntRange(50))
@click.option("--seed", default=DEFAULT_SEED, show_default=True)
@with_appcontext
def load_demo(people: int, seed: int) -> None:
    """Fill an empty database with the demo partnership: all of it, or nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.is_production:
        raise click.UsageError("The demo partnership cannot be loaded in production")
    started = time.monotonic()
    plan = DemoPlan(people=people, seed=seed, say=lambda line: click.echo(f"  {line}", err=True))
    click.echo(f"Loading the demo partnership with {people:,} people (seed {seed})", err=True)
    try:
        with unit_of_work():
            for loader in registry().demo:
                loader.load(plan)
    except PortalError as error:
        raise click.ClickException(f"{error.message}. The demo needs an empty database") from error
    click.echo(f"Done in {time.monotonic() - started:.1f} s", err=True)


@click.group("jobs", help="The timetable.")
def jobs_group() -> None: ...


@jobs_group.command("list")
@with_appcontext
def list_jobs() -> None:
    """Print every job and its cron line."""
    for job in registry().jobs.values():
        click.echo(f"{job.at:<16} {job.name}")


@jobs_group.command("run")
@click.argument("name")
@with_appcontext
def run(name: str) -> None:
    """Run one job now, whatever the timetable says."""
    if name not in registry().jobs:
        raise click.UsageError(f"There is no job “{name}”. Choose from: {', '.join(sorted(registry().jobs))}")
    timetable.run_job(_app(), name)


@jobs_group.command("serve")
@click.option("--with-work/--clock-only", default=True, help="Also do long work in this process.")
@with_appcontext
def serve(*, with_work: bool) -> None:
    """Run the timetable until stopped. Any number of these may run."""
    stop = _stop_on_signal()
    scheduler = timetable.serve_timetable(_app())
    if with_work:
        timetable.serve_work(_app(), stop)
    stop.wait()
    scheduler.shutdown()


@click.group("work", help="Long work.")
def work_group() -> None: ...


@work_group.command("serve")
@with_appcontext
def serve_work() -> None:
    """Do long work until stopped."""
    timetable.serve_work(_app(), _stop_on_signal())


def init_commands(app: Flask) -> None:
    for group in (portal_group, demo_group, jobs_group, work_group):
        app.cli.add_command(group)
    slices: Registry = app.extensions[EXTENSION]
    for item in slices.slices:
        for one in item.commands:
            app.cli.add_command(one)


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # threads need the app itself
    return app


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
