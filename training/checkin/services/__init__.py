"""Changes made at the door. Each locks its event first; callers commit."""

from __future__ import annotations

from training.checkin.services.arriving import check_in

__all__ = ["check_in"]
