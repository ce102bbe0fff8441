"""Which demo accounts are on which of the events that stories turn on."""

from __future__ import annotations

BOOKED_STORIES: dict[str, tuple[str, ...]] = {
    "today": ("manager",),
    "next": ("practitioner",),
    "briefing": ("champion",),
    "cancelled": ("practitioner",),
    "last week": ("practitioner", "champion"),
    "last term": ("practitioner", "champion", "auditor"),
    "last year": ("practitioner", "manager", "auditor2"),
}
WAITING_STORIES: dict[str, tuple[str, ...]] = {
    "full": ("practitioner",),
    "undated": ("practitioner", "champion"),
}
