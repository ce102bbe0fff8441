"""`flask people`: what an operator may do about the workforce from a terminal."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal.kernel.db import unit_of_work
from portal.kernel.text import plural
from portal.people import indexing


@click.group("people", help="The workforce and its index.")
def people_group() -> None: ...


@people_group.command("index")
@with_appcontext
def index() -> None:
    """File every name anew, after people were written past the portal. Changes nothing that is right."""
    with unit_of_work():
        count = indexing.index_all()
    click.echo(f"{plural(count, 'name')} filed", err=True)
