"""`flask stats …`: the portal's own intervals, for whoever checks a figure by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import click

from portal.kernel.statistics.proportions import Proportion, difference, proportion

COUNT = click.IntRange(min=0)


@click.group("stats")
def stats() -> None:
    """Shares and differences with their 95% intervals."""


@stats.command("proportion")
@click.option("--population", type=COUNT, help="How many the sample was drawn from.")
@click.option("--json", "compact", is_flag=True, help="On one line.")
@click.argument("good", metavar="K", type=COUNT)
@click.argument("n", metavar="N", type=COUNT)
def proportion_of(good: int, n: int, population: int | None, *, compact: bool) -> None:
    """The share K of N with Wilson's interval (docs/audits.md R17)."""
    _say(asdict(_proportion(good, n, population)), compact=compact)


@stats.command("difference")
@click.option("--json", "compact", is_flag=True, help="On one line.")
@click.argument("counts", metavar="K1 N1 K2 N2", nargs=4, type=COUNT)
def difference_of(counts: tuple[int, int, int, int], *, compact: bool) -> None:
    """The share K1 of N1 less the share K2 of N2 with Newcombe's interval (docs/audits.md R20)."""
    good, n, good_before, n_before = counts
    found = difference(_proportion(good, n), _proportion(good_before, n_before))
    shown = {"difference": found.difference, "low": found.low, "high": found.high, "sentence": found.sentence}
    _say(shown, compact=compact)


def _proportion(good: int, n: int, population: int | None = None) -> Proportion:
    try:
        return proportion(good, n, population)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _say(document: Mapping[str, object], *, compact: bool) -> None:
    click.echo(json.dumps(document, indent=None if compact else 2, ensure_ascii=False))
