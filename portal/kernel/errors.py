"""The errors a person can cause, and nothing else.

Everything not derived from `PortalError` is a bug and reaches the 500 page.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.kernel.words import worded


class PortalError(Exception):
    """Base class: `message` is plain English, fit to show on the page.

    A message that a class brings along may hold words of the vocabulary in braces (portal/kernel/words.py).
    """

    message = "Something about this request could not be done"
    field: str | None = None

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        self.message = message or worded(self.message)
        self.field = field or self.field
        super().__init__(self.message)


class NotFound(PortalError):
    """The thing does not exist, or this actor may not know that it does. → 404"""

    message = "Page not found"


class Forbidden(PortalError):
    """The actor may see the thing but may not do this to it. → 403"""

    message = "You do not have permission to do this"


class RuleBroken(PortalError):
    """A business rule refuses the command; the form shows it beside `field`. → 200, or 409 without a form"""


class Conflict(RuleBroken):
    """Someone else changed the same thing first."""

    message = "Someone else has just changed this. Check it and try again"


class SeenHasChanged(Conflict):
    """Somebody saved a page after this visitor had opened it; what they typed stays on the page."""

    message = (
        "Somebody else saved this page after you opened it. Theirs was not overwritten. "
        "It is shown below: compare it with yours, then save again"
    )


class Busy(RuleBroken):
    """The database stayed locked for longer than anyone should wait."""

    message = "The portal is very busy. Nothing was changed. Please try again"


class Unreadable(PortalError):
    """What was sent cannot be stored or looked for, whatever it was meant to say. → 400"""

    message = "The portal could not read what you sent"


class Unavailable(PortalError):
    """Something this machine lacks, such as the libraries that make PDFs. → 503"""

    message = "This part of the portal is not available at the moment"


def reason_against(ask: Callable[[], object]) -> str:
    """Which rule refuses what a page would offer, for the page to say in place of its form; empty if none."""
    try:
        ask()
    except RuleBroken as error:
        return error.message
    return ""
