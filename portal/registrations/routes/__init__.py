"""Pages of strangers who ask to join, and of those who answer them."""

from __future__ import annotations

from portal.registrations.routes import answering, deciding, joining, newcomers, queue
from portal.registrations.routes.blueprint import bp

__all__ = ["answering", "bp", "deciding", "joining", "newcomers", "queue"]
