"""What the evaluation room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.evaluation import models  # noqa: F401  # its tables belong to the schema

evaluation = Slice(name="evaluation")
