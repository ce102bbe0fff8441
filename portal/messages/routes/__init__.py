"""Pages about messages."""

from __future__ import annotations

from portal.messages.routes import outbox, texts
from portal.messages.routes.blueprint import bp

__all__ = ["bp", "outbox", "texts"]
