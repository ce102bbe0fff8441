"""How long the portal keeps what it wrote down about its own work. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.budgets import Budget
from portal.kernel.rules import Unit, adjustable, amount


@adjustable("kept-portal", "How long messages and logs are kept", retention=True)
@dataclass(frozen=True, slots=True)
class PortalKept:
    """What a partnership may set for itself."""

    messages: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 156),
        label="Text of messages",
        says="So long after a message was sent its text is blanked. That it was sent, and to whom, stays",
    )
    work: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 52),
        label="Finished background work",
        says="So long after it was asked for, finished work such as making documents is forgotten",
    )
    activity: timedelta = amount(
        312,
        Unit.WEEKS,
        within=(52, 520),
        label="Details in the activity log",
        says="So long after something happened its details are blanked. Who did what, when and why stays",
    )


@adjustable("messages", "Messages")
@dataclass(frozen=True, slots=True)
class MailRules:
    """What a partnership may set for itself (docs/training.md 4.10)."""

    per_day: int = amount(
        12,
        Unit.MESSAGES,
        within=(3, 100),
        label="Most messages to one person in a day",
        says="What is over that is sent the next morning. Links to sign in and safeguarding alerts always go",
    )
    per_minute: int = amount(
        120,
        Unit.MESSAGES,
        within=(10, 3000),
        label="Most messages in a minute",
        says="Many at once wait for their turn, so that no mail server takes the portal for a sender of spam",
    )

    @property
    def budget(self) -> Budget:
        return Budget(self.per_day, self.per_minute)
