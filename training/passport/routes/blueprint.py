"""The blueprint of this room, and what its pages have in common."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from portal.kernel.errors import NotFound
from portal.kernel.letters import public_address
from training.passport import documents
from training.passport.domain import Passport

bp = Blueprint("passport", __name__)
KINDS = ("pdf", "json")


def as_file(passport: Passport, kind: str) -> Response:
    """The same facts as a PDF, or as data for another system. Its name says nobody's."""
    if kind not in KINDS:
        raise NotFound
    if kind == "pdf":
        answer = Response(documents.as_pdf(passport), content_type="application/pdf")
    else:
        schema = public_address(url_for("passport.show_schema"))
        answer = Response(documents.as_json(passport, schema), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="training-passport.{kind}"'
    return answer
