"""The words and rules of ways in: signing in, and how often it may be tried. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


@adjustable("kept-accounts", "How long links, invitations and sign-in attempts are kept", retention=True)
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
    links: timedelta = amount(
        7,
        Unit.DAYS,
        within=(1, 91),
        label="Links that were sent by email",
        says="So long after it ran out a link to sign in or to set a password is deleted, used or not",
    )
    invitations: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="Invitations",
        says="So long after it was answered, withdrawn or ran out it is deleted. The log says that it was",
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


class SessionEnd(StrEnum):
    """Why somebody is no longer signed in somewhere."""

    ACCOUNT_CLOSED = "account_closed"
    EVERYWHERE = "everywhere"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a word for a reason
    PICKED = "picked"
    SECOND_STEP_RESET = "second_step_reset"
    SIGNED_OUT = "signed_out"


@adjustable("sessions", "Where people are signed in", retention=True)
@dataclass(frozen=True, slots=True)
class SessionRules:
    """How sessions are kept. How long they may last is a setting of the installation."""

    kept_for: timedelta = amount(
        90,
        Unit.DAYS,
        within=(7, 730),
        label="Sessions",
        says="Who was signed in where can be looked into for so long, should an account be misused",
    )
    # How often a busy session's last use is written down.
    noted_every: timedelta = timedelta(minutes=5)


# What a browser calls itself, most particular first: they all claim to be each other.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """As in “Firefox on Windows”: enough to know one's own devices by, and nothing more is kept."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "Another browser")
    system = next((words for sign, words in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


@dataclass(frozen=True, slots=True)
class SignIn:
    """Command: let the person with this e-mail address and password in."""

    email: str
    password: str


@adjustable("signing_in", "Signing in")
@dataclass(frozen=True, slots=True)
class SignInRules:
    pending_for: timedelta = amount(
        10,
        Unit.MINUTES,
        within=(2, 60),
        label="Second step",
        says="So long somebody may take over the step after their password",
    )


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Command: replace the current password. The session it is done in goes on."""

    account_id: int
    session_id: int
    current: str
    password: str


@dataclass(frozen=True, slots=True)
class SetPassword:
    """Command: set a password by the secret of a link."""

    secret: str
    password: str


class WrongEmailOrPassword(RuleBroken):
    # One message for both: a stranger must not learn which addresses have accounts.
    message = "Enter the email address and password of an account. One of them is not right"
    field = "email"


class WrongPassword(RuleBroken):
    message = "This is not your current password"
    field = "current"


class PasswordChangedMeanwhile(RuleBroken):
    message = "Your password was changed somewhere else just now. Sign in again"
    field = "password"


class LinkUsedUp(RuleBroken):
    message = "This link was used already, or is too old. Ask for a new one"


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
    ("champion", "{Champion}", "certificates and gaps of one school"),
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
