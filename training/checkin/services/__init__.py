"""Changes made at the door. Each locks its event first; callers commit."""

from __future__ import annotations

from training.checkin.services.arriving import check_in
from training.checkin.services.reviewing import review_scans
from training.checkin.services.scanning import record_scans
from training.checkin.services.walking_in import walk_in

__all__ = ["check_in", "record_scans", "review_scans", "walk_in"]
