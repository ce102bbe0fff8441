"""Pages about second steps, and about ways in without a password."""

from __future__ import annotations

from portal.factors.routes import (
    alone,
    codes,
    confirming,
    gate,
    links,
    own,
    resetting,
    setting_up,
    sign_on,
)
from portal.factors.routes.blueprint import bp

__all__ = [
    "alone",
    "bp",
    "codes",
    "confirming",
    "gate",
    "links",
    "own",
    "resetting",
    "setting_up",
    "sign_on",
]
