"""What must always hold about second steps."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from portal.factors import queries
from portal.factors.sealing import CannotOpen, Vault
from portal.factors.services.apps import purpose_of


def find_shut_apps() -> Iterator[str]:
    """Apps sealed with another `SECRET_KEY`: their people cannot sign in until somebody resets them."""
    vault = Vault(current_app.config["SETTINGS"].secret_key)
    for app_id, account_id, sealed in queries.list_apps():
        try:
            vault.open(sealed, purpose_of(account_id))
        except CannotOpen:
            yield f"Authenticator app {app_id} of account {account_id} was sealed with another SECRET_KEY"


def find_stray_codes() -> Iterator[str]:
    """Recovery codes of accounts without a second step would be a way in that nobody knows of."""
    for account_id in queries.list_accounts_with_stray_codes():
        yield f"Account {account_id} has recovery codes and no second step"
