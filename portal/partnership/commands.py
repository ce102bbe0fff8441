"""`flask partnership`: the profiles that ship with the portal."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal.kernel.db import unit_of_work
from portal.kernel.errors import PortalError
from portal.partnership import services
from portal.partnership.domain import OPERATOR
from portal.partnership.profiles import get_profile, list_profiles
from portal.partnership.telling import changed_only

KEYS = [profile.key for profile in list_profiles()]


@click.group("partnership", help="What the partnership calls itself and things.")
def partnership_group() -> None: ...


@partnership_group.command("load")
@click.argument("key", metavar="|".join(KEYS), type=click.Choice(KEYS))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@with_appcontext
def load(key: str, *, dry_run: bool) -> None:
    """Take over the words, levels, boards, strategy and areas of a profile; twice changes nothing."""
    profile = get_profile(key)
    try:
        if dry_run:
            steps = services.preview_profile(profile)
        else:
            with unit_of_work():
                steps = services.load_profile(OPERATOR, profile)
    except PortalError as error:
        raise click.ClickException(error.message) from error
    for step in steps:
        before, after = changed_only(step.before, step.after)
        click.echo(f"{step.label}: {before or 'nothing'} → {after}")
    said = f"{len(steps)} {'would change' if dry_run else 'changed'}" if steps else "nothing to change"
    click.echo(f"{profile.name}: {said}", err=True)
