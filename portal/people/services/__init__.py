"""What people can do about the workforce and its roles. Callers commit."""

from __future__ import annotations

from portal.people.services.roles import end_grant, end_role, grant_role

__all__ = ["end_grant", "end_role", "grant_role"]
