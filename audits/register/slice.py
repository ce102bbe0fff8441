"""What the register hands to the application."""

from __future__ import annotations

from audits.register import models  # noqa: F401  # its tables belong to the application
from portal.kernel.slice import Slice

register = Slice(name="register")
