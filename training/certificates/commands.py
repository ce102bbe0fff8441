"""`flask certificates make-seal`: the key with which documents are sealed."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.kernel.chosen import chosen
from training.certificates.sealing import new_seal

OWNER_ONLY = 0o600


@click.group("certificates", help="Certificates and the seal on them.")
def certificates_group() -> None: ...


@certificates_group.command("make-seal")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def make_seal(path: Path) -> None:
    """Write a new key and its certificate to PATH, in the partnership's name. Never writes over a file."""
    write_for_owner(path, new_seal(chosen().name))
    click.echo(f"Set SEAL_KEY_FILE to {path.resolve()} and keep a copy where the database is not")


def write_for_owner(path: Path, content: bytes) -> None:
    """A new file that nobody else may read. Refuses to write over one."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already: a key in use is never replaced") from error
    with os.fdopen(opened, "wb") as file:
        file.write(content)
