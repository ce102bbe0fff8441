"""Pages of passports: one's own, those of people one answers for, and those that were shown to strangers."""

from __future__ import annotations

from training.passport.routes import sharing, showing
from training.passport.routes.blueprint import bp
from training.passport.routes.showing import person_links

__all__ = ["bp", "person_links", "sharing", "showing"]
