"""`flask certificates make-badge-key`: the key with which badges are signed."""

from __future__ import annotations

from pathlib import Path

import click

from training.badges.sealing import keys_of, new_keys
from training.certificates.commands import write_for_owner


@click.command("make-badge-key")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--after", type=click.Path(exists=True, dir_okay=False), help="The file used until now.")
def make_badge_key(path: Path, after: str | None) -> None:
    """Write a new key to PATH. Badges signed with those of an earlier file stay good if it is named."""
    try:
        earlier = keys_of(after) if after else None
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    write_for_owner(path, new_keys(earlier))
    click.echo(f"Set BADGE_KEY_FILE to {path.resolve()} and keep a copy where the database is not")
