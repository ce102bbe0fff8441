"""What marking hands to the application."""

from __future__ import annotations

from audits.marking import models  # noqa: F401  # its tables belong to the application
from portal.kernel.slice import Slice

marking = Slice(name="marking")
