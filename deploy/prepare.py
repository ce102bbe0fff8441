"""The first half of `make run`: brings the database up to date, and fills an empty one of the demo.

Building the application takes longer than everything else here, and the web server builds it again:
a database that is ready is recognised without.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from portal.settings import ROOT, Settings, SettingsError

if TYPE_CHECKING:
    from flask import Flask

VERSIONS = ROOT / "portal" / "migrations" / "versions"


def main() -> int:
    try:
        settings = Settings.from_environ(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if is_ready(settings):
        return 0
    try:
        bring_up(settings)
    except click.ClickException as error:
        print(error.format_message(), file=sys.stderr)
        return 1
    return 0


def is_ready(settings: Settings) -> bool:
    """Whether the database has the newest schema and, in the demo, people; False when it cannot be asked."""
    engine = create_engine(settings.database_url, hide_parameters=True)
    try:
        return _has(engine, "SELECT version_num FROM alembic_version", newest_revision()) and (
            not settings.is_demo or _has(engine, "SELECT 1 FROM person LIMIT 1", 1)
        )
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def newest_revision() -> str:
    """The number that the newest migration's file begins with."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def _has(engine: Engine, question: str, answer: object) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(text(question)) == answer)


def bring_up(settings: Settings) -> None:
    from sqlalchemy import select  # noqa: PLC0415  # only now is the application worth its time

    from portal.kernel.db import db  # noqa: PLC0415
    from portal.people.models import Person  # noqa: PLC0415
    from wsgi import create_app  # noqa: PLC0415

    app = create_app(settings)
    command(app, "portal", "migrate")
    with app.app_context():
        is_empty = db.session.scalar(select(Person.id).limit(1)) is None
    if settings.is_demo and is_empty:
        command(app, "demo", "load")


def command(app: Flask, *words: str) -> None:
    """The same command that a person would give to `flask`, without a second start."""
    from flask.cli import ScriptInfo  # noqa: PLC0415

    app.cli.main(args=list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main())
