"""`flask bookings check` and `draw`: the invariants of bookings, and lots that anybody can draw again."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from portal.kernel.slice import registry
from training.bookings import draw

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


@bookings_group.command("draw")
@click.option("--seed", required=True, help="The seed that the page of the draw shows.")
@click.argument("numbers", type=click.IntRange(min=1), nargs=-1, required=True)
def draw_again(*, seed: str, numbers: Sequence[int]) -> None:
    """Put NUMBERS, those of the bookings that took part, in the order of their lots. Reads no data."""
    for place, booking_id in enumerate(draw.order(seed, set(numbers)), start=1):
        click.echo(f"{place}\t{booking_id}\t{draw.number(seed, booking_id)}")
