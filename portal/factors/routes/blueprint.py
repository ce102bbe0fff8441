"""The blueprint that this room's pages hang on, and what the settings mean for them."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, current_app
from flask.typing import ResponseReturnValue

from portal.accounts import entry
from portal.accounts.domain import DEMO_DOMAIN, Way
from portal.factors import queries
from portal.factors.ceremonies import Site, site_of
from portal.factors.domain import FactorRules
from portal.factors.sealing import Vault
from portal.kernel.access import Role
from portal.kernel.rules import in_force
from portal.settings import Settings

bp = Blueprint("factors", __name__)


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def rules() -> FactorRules:
    """Nobody needs a second step in the demo: everybody shares its accounts."""
    chosen = settings()
    required = frozenset() if chosen.is_demo else frozenset(map(Role, chosen.second_factor_roles))
    return replace(in_force(FactorRules), required_of=required)


def vault() -> Vault:
    return Vault(settings().secret_key)


def site() -> Site | None:
    """Where passkeys belong; None where browsers allow none."""
    return site_of(settings().public_url)


def enter(
    account_id: int, way: Way, next_page: str | None = None, *, is_enough: bool = False
) -> ResponseReturnValue:
    """As `entry.enter`, except for the demo's accounts where the portal is used in earnest."""
    if settings().is_production and queries.get_account(account_id).email.endswith(DEMO_DOMAIN):
        abort(403)
    return entry.enter(account_id, way, next_page, is_enough=is_enough)
