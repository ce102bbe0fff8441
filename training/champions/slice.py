"""What the champions room hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from training.champions import services  # noqa: F401  # its tables belong to the schema

champions = Slice(name="champions")
