"""Where the pages of this room are hung up."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("champions", __name__)
