"""Errors as programs read them (RFC 9457); people get the pages of `portal.pages`."""

from __future__ import annotations

from flask import json
from flask.typing import ResponseReturnValue
from werkzeug.http import HTTP_STATUS_CODES

JSON = "application/json"


def problem(status: int, detail: str = "") -> ResponseReturnValue:
    """The answer to a script of ours, which reads no page."""
    said = {"type": "about:blank", "title": HTTP_STATUS_CODES.get(status, ""), "status": status}
    body = json.dumps(said | ({"detail": detail} if detail else {}))
    return body, status, {"Content-Type": "application/problem+json"}
