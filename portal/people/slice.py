"""What the people slice hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Slice
from portal.people import queries, services  # noqa: F401

people = Slice(
    name="people",
    providers={"signed_in": queries.find_signed_in},
)
