"""The first half of `make run`: brings the database up to date, and fills an empty one of the demo."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from portal.kernel.db import db
from portal.people.models import Person
from portal.settings import Settings, SettingsError
from wsgi import create_app


def main() -> int:
    try:
        app = create_app()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        bring_up(app)
    except click.ClickException as error:
        print(error.format_message(), file=sys.stderr)
        return 1
    return 0


def bring_up(app: Flask) -> None:
    command(app, "portal", "migrate")
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        is_empty = db.session.scalar(select(Person.id).limit(1)) is None
    if settings.is_demo and is_empty:
        command(app, "demo", "load")


def command(app: Flask, *words: str) -> None:
    """The same command that a person would give to `flask`, without a second start."""
    app.cli.main(args=list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main())
