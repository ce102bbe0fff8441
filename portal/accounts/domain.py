"""The words and rules of ways in: signing in, and how often it may be tried. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


@adjustable("kept-accounts", "How long sign-in attempts are kept", retention=True)
@dataclass(frozen=True, slots=True)
class AccountsKept:
    """What a partnership may set for itself. Less would ask people anew whom their own office knows."""

    attempts: timedelta = amount(
        13,
        Unit.WEEKS,
        within=(13, 26),
        label="Attempts to sign in",
        says="So long after the last attempt it is forgotten that there was one. No names are kept with it",
    )


class Way(StrEnum):
    """How somebody showed who they are."""

    DEMO = "demo"
    EMAIL_LINK = "email_link"
    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105  # a word for a way in
    SINGLE_SIGN_ON = "single_sign_on"

    @property
    def label(self) -> str:
        words = {Way.DEMO: "Demo button", Way.EMAIL_LINK: "Link by email"}
        return words.get(self, self.value.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class SignIn:
    """Command: let the person with this e-mail address and password in."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class SignInRules:
    """Settings of the partnership for getting in."""

    # So long somebody may take over the step after the first factor.
    pending_for: timedelta = timedelta(minutes=10)


class WrongEmailOrPassword(RuleBroken):
    # One message for both: a stranger must not learn which addresses have accounts.
    message = "Enter the email address and password of an account. One of them is not right"
    field = "email"


class SignInPaused(RuleBroken):
    message = "Too many attempts. Wait a few minutes before you try again"
    field = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many failures cost nothing, the longest pause after more, and how soon one is forgotten."""

    free: int
    longest_pause: timedelta
    forgets_one_in: timedelta


# Somebody at one address trying one account: whoever guesses keeps only themselves out.
PAIR_LIMIT = Limit(free=5, longest_pause=timedelta(minutes=15), forgets_one_in=timedelta(hours=3))
# One account from everywhere it never signed in from: guessing from many places at once.
ACCOUNT_LIMIT = Limit(free=50, longest_pause=timedelta(hours=1), forgets_one_in=timedelta(minutes=20))
# One network trying any account. A whole council may share one, and mistypes a good deal.
NETWORK_LIMIT = Limit(free=100, longest_pause=timedelta(minutes=5), forgets_one_in=timedelta(seconds=30))
FIRST_PAUSE = timedelta(minutes=1)
# So long a network is remembered as one that an account has signed in from.
KNOWN_FOR = timedelta(days=90)


def remembered(failures: int, quiet: timedelta, limit: Limit) -> int:
    """What is left of so many failures after so long without another."""
    return max(0, failures - quiet // limit.forgets_one_in)


def pause_after(failures: int, limit: Limit) -> timedelta:
    """How long to wait after this many failures: nothing at first, then a minute, doubling."""
    if failures < limit.free:
        return timedelta(0)
    doublings = min(failures - limit.free, 10)
    return min(FIRST_PAUSE * int(2**doublings), limit.longest_pause)


def is_paused(paused_until: datetime | None, now: datetime) -> bool:
    return paused_until is not None and now < paused_until


DEMO_DOMAIN = "@demo.example"
# Name in the address, role as its button says it, and what that person would come to do.
DEMO_ACCOUNTS = (
    ("practitioner", "Practitioner", "book training and read feedback"),
    ("champion", "Early Help Champion", "certificates and gaps of one school"),
    ("auditor", "Auditor", "score sampled assessments"),
    ("coordinator", "Coordinator", "run training and audit cycles"),
    ("manager", "Line manager", "see a team’s training and feedback"),
    ("agency-lead", "Agency lead", "book and oversee one agency’s people"),
    ("trainer", "Trainer", "take registers"),
    ("auditor2", "Second auditor", "mark a file a second time, blind"),
    ("moderator", "Moderator", "settle marks that differ"),
    ("training-lead", "Training lead", "courses, demand and what works"),
    ("board", "Board reader", "figures for the board"),
    ("safeguarding", "Duty safeguarding lead", "act on alerts"),
    ("admin", "Administrator", "settings and operations"),
)
