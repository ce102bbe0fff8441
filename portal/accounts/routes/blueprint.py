"""The blueprint that this room's pages hang on, and what several of them need."""

from __future__ import annotations

from flask import Blueprint, current_app
from werkzeug import Response

from portal.accounts.password_rules import PasswordRules
from portal.accounts.services.passwords import Screening
from portal.kernel.rules import in_force
from portal.settings import Settings

bp = Blueprint("accounts", __name__)


def screening() -> Screening:
    """What a new password is held against in this installation."""
    settings: Settings = current_app.config["SETTINGS"]
    return Screening(
        partnership=settings.partnership_name,
        breached_passwords=settings.breached_passwords,
        rules=in_force(PasswordRules),
    )


def without_referrer(response: Response) -> Response:
    """For addresses with a secret in them: the next page must not learn where the visitor came from."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
