"""What the room of duplicates hands to the application."""

from __future__ import annotations

from portal.kernel.slice import Job, Slice
from portal.merging import jobs

merging = Slice(
    name="merging",
    jobs=(Job("find-duplicates", jobs.find_duplicates, at="40 2 * * *"),),
)
