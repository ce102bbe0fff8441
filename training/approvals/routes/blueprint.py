"""The blueprint of approvals."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("approvals", __name__)
