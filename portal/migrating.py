"""The database's schema and its migrations. Imported only by commands: Alembic costs a fifth of a second."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from portal.settings import ROOT


def _config() -> Config:
    return Config(toml_file=str(ROOT / "pyproject.toml"))


def upgrade() -> None:
    """Bring the database to the newest schema."""
    command.upgrade(_config(), "head")


def revise(title: str) -> None:
    """Write the next migration: what the models say and the database does not have yet."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    command.revision(_config(), message=title, autogenerate=True, rev_id=f"{int(head or 0) + 1:04}")
