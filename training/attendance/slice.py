"""What the attendance room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.attendance import models  # noqa: F401  # its tables belong to the schema

attendance = Slice(name="attendance")
