"""What the certificates room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.certificates import models  # noqa: F401  # its tables belong to the schema

certificates = Slice(name="certificates")
