"""Pages about getting in, and about one's own account."""

from __future__ import annotations

from portal.accounts.routes import closing, inviting, own, passwords, signing_in
from portal.accounts.routes.blueprint import bp

__all__ = ["bp", "closing", "inviting", "own", "passwords", "signing_in"]
