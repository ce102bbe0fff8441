"""The words and rules of second steps and of ways in without a password. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.accounts.domain import Way
from portal.kernel.access import Role
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount

# The roles that open everybody's records: a stolen password alone must not.
REQUIRED_OF = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
# These prove two things at once (a passkey is held and unlocked), or belong to everybody.
WAYS_THAT_ARE_ENOUGH = frozenset({Way.PASSKEY, Way.DEMO})


@adjustable("second_steps", "Second steps of signing in, and links by email")
@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRules:
    """What a partnership may choose; the roles stand in portal/settings.py."""

    required_of: frozenset[Role] = REQUIRED_OF
    link_for: timedelta = amount(
        15, Unit.MINUTES, within=(5, 120), label="Link by email", says="How long a sign-in link or code works"
    )
    # Ways in are changed only by somebody who came in recently, not by whoever finds the screen unlocked.
    recent_for: timedelta = amount(
        20,
        Unit.MINUTES,
        within=(5, 240),
        label="Recent sign-in",
        says="Whoever came in longer ago signs in again before they change how they sign in",
    )
    recovery_codes: int = 10
    # A phone's clock may be a step ahead or behind.
    steps_apart: int = 1
    most_passkeys: int = 20
    # How long a browser may take to ask its person for a passkey, and to bring them back from their agency.
    ceremony_for: timedelta = timedelta(minutes=10)
    # New recovery codes can be looked at, printed and downloaded for so long.
    codes_shown_for: timedelta = timedelta(minutes=15)


class Step(StrEnum):
    """What stands between a first factor and the portal."""

    CONFIRM = "confirm"
    SET_UP = "set_up"


def next_step(way: Way, *, has_factor: bool, is_required: bool) -> Step | None:
    """The step after this first factor; None lets the person in."""
    if way in WAYS_THAT_ARE_ENOUGH:
        return None
    if has_factor:
        return Step.CONFIRM
    return Step.SET_UP if is_required else None


@dataclass(frozen=True, slots=True)
class Factors:
    """Which second steps an account has."""

    has_app: bool
    passkeys: int
    codes_left: int = 0

    @property
    def any(self) -> bool:
        return self.has_app or self.passkeys > 0

    @property
    def count(self) -> int:
        return self.passkeys + self.has_app


def may_remove(factors: Factors, *, is_required: bool) -> bool:
    """Whoever needs a second step keeps one; they add another before they remove it."""
    return factors.count > 1 or not is_required


def is_required_of(roles: Iterable[Role], rules: FactorRules) -> bool:
    return not rules.required_of.isdisjoint(roles)


def is_recent(since: datetime, now: datetime, rules: FactorRules) -> bool:
    return timedelta(0) <= now - since <= rules.recent_for


@dataclass(frozen=True, slots=True)
class SetUpApp:
    """Command: this account's app holds this secret, as the code that it shows proves."""

    secret: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddPasskey:
    """Command: keep what the browser answered to the challenge it was given."""

    name: str
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResetFactors:
    """Command: an administrator takes away somebody's second steps, having checked who asks."""

    person_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as an agency's own sign-in says. `subject` is its name for them for ever."""

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    has_second_factor: bool
    # For somebody who asks to join; nobody else is called by them.
    given_name: str = ""
    family_name: str = ""


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().casefold()


class WrongCode(RuleBroken):
    message = "Enter a code that has not been used yet. This one is not right, or too old"
    field = "code"


class WrongAppCode(RuleBroken):
    message = "The code is not right. Check that your phone shows the right time, and enter the newest code"
    field = "code"


class AppAlreadySetUp(RuleBroken):
    message = "You have an authenticator app already. Remove it before you set up another"


class LastFactorNeeded(RuleBroken):
    message = "Your role needs a second step, and this is your only one. Add another before you remove it"


class PasskeyRefused(RuleBroken):
    message = "The passkey could not be checked. Try again, or use another way to sign in"


class PasskeyKnown(RuleBroken):
    message = "This passkey is already in use"


class TooManyPasskeys(RuleBroken):
    message = "You have as many passkeys as the portal keeps. Remove one that you no longer use"


class LinkUsedUp(RuleBroken):
    message = "This link has been used, or is too old. Ask for a new one"


class WrongLinkCode(RuleBroken):
    message = "Enter the code from the newest email. This one is not right, or too old"
    field = "code"


class NotYourOwn(RuleBroken):
    message = "You cannot reset your own second step. Ask another administrator"


class NoSecondStep(RuleBroken):
    message = "Set up an authenticator app or a passkey first. Recovery codes stand in for one of these"


class NothingToReset(RuleBroken):
    message = "This person has no second step, and no sign-in of an agency"


class SignOnFailed(RuleBroken):
    """Signing in through an agency did not end in the portal; the message says why, in plain words."""

    message = "The portal could not check the answer. Start again from the sign-in page"


class SignOnUnverified(SignOnFailed):
    message = "Your agency has not confirmed your email address, so the portal cannot tell who you are"


class SignOnNotForYou(SignOnFailed):
    message = "Your agency’s sign-in may not be used for your email address. Sign in another way"


class SignOnUnknown(SignOnFailed):
    message = "The portal does not know your email address yet"


class SignOnNewcomer(SignOnUnknown):
    """Their agency has checked the address, and nobody of the register who works here has it."""


class SignOnTaken(SignOnFailed):
    """The address has gone to somebody else there, or they were given a new name: a person must look."""

    message = "Your account belongs to another sign-in of this agency. Ask the {help_team} for help"


class ProviderAway(SignOnFailed):
    message = "Your agency’s sign-in does not answer at the moment. Try again later, or sign in another way"
