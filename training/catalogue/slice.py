"""What the catalogue room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.catalogue import models  # noqa: F401  # its tables belong to the schema

catalogue = Slice(name="catalogue")
