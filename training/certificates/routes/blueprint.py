"""The blueprint of this room, and what its pages know of the installation."""

from __future__ import annotations

from flask import Blueprint, current_app

from portal.kernel.chosen import chosen
from portal.settings import Settings
from training.certificates.documents import length_in_words
from training.certificates.domain import Issuer, code_in_groups
from training.certificates.sealing import Seal, seal_of

bp = Blueprint("certificates", __name__)
bp.add_app_template_filter(code_in_groups, "code_in_groups")
bp.add_app_template_filter(length_in_words, "length_in_words")

CHECK_PAGE = "/certificates/check"


def seal() -> Seal | None:
    """The key that this installation seals documents with, if it has one."""
    settings: Settings = current_app.config["SETTINGS"]
    return seal_of(settings.seal_key_file) if settings.seal_key_file else None


def issuer() -> Issuer:
    """Who vouches for certificates here."""
    settings: Settings = current_app.config["SETTINGS"]
    now = chosen()
    return Issuer(
        name=now.name,
        signatory=now.signatory,
        check_page=f"{settings.public_url}{CHECK_PAGE}",
        logo=now.logo.digest if now.logo else "",
        logo_alt=now.logo.alt if now.logo else "",
    )
