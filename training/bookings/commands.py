"""`flask bookings check`: the invariants of bookings alone."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import with_appcontext

from portal.kernel.slice import registry

# By the first word of a check's name, since I4 is kept by the room of certificates, above.
INVARIANTS = ("I1", "I2", "I3", "I4", "I5")


@click.group("bookings", help="Bookings and what must be true of them.")
def bookings_group() -> None: ...


@bookings_group.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the breaches as JSON.")
@with_appcontext
def check(*, as_json: bool) -> None:
    """Test I1 to I5 against the live data; exit 1 when one is broken. Changes nothing."""
    asked = [one for one in registry().checks if one.name.split()[0] in INVARIANTS]
    found = [(one.name, breach) for one in asked for breach in one.find()]
    if as_json:
        click.echo(json.dumps({"breaches": [{"check": name, "breach": text} for name, text in found]}))
    else:
        for name, breach in found:
            click.echo(f"{name}: {breach}")
        click.echo(f"{len(asked)} checks, {len(found)} breaches", err=True)
    sys.exit(1 if found else 0)
