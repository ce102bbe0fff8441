"""The words of people and places, the rules of sign-in, and the commands. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken


class AgencyKind(StrEnum):
    """The groups that agency shares, strata and requirements speak of."""

    COUNCIL = "council"
    EARLY_YEARS = "early_years"
    EDUCATION = "education"
    HEALTH = "health"
    HOUSING = "housing"
    JUSTICE = "justice"
    POLICE = "police"
    SCHOOL = "school"
    VOLUNTARY = "voluntary"
    WORK_AND_BENEFITS = "work_and_benefits"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class SchoolPhase(StrEnum):
    NURSERY = "nursery"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    ALL_THROUGH = "all_through"
    SPECIAL = "special"
    COLLEGE = "college"

    @property
    def label(self) -> str:
        return self.value.replace("_", "-").capitalize()


class RoleGroup(StrEnum):
    """What a post is about; training requirements and audiences are set for these groups."""

    CHILDCARE = "childcare"
    EARLY_HELP = "early_help"
    FAMILY_SUPPORT = "family_support"
    HEALTH_VISITING = "health_visiting"
    HOUSING = "housing"
    MANAGEMENT = "management"
    POLICING = "policing"
    SCHOOL_LEADERSHIP = "school_leadership"
    SCHOOL_NURSING = "school_nursing"
    SUPPORT_STAFF = "support_staff"
    TEACHING = "teaching"
    VOLUNTEERING = "volunteering"
    YOUTH_WORK = "youth_work"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class SignIn:
    """Command: let the person with this e-mail address and password in."""

    email: str
    password: str


class WrongEmailOrPassword(RuleBroken):
    # One message for both: a stranger must not learn which addresses have accounts.
    message = "Enter the email address and password of an account. One of them is not right"
    field = "email"


class SignInPaused(RuleBroken):
    message = "Too many attempts. Wait a few minutes before you try again"
    field = "email"


# Failures that cost nothing, and the pause after each further one: it doubles, up to an hour.
FREE_ATTEMPTS = 5
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# After this long without a failure the count starts again.
FORGET_AFTER = timedelta(hours=24)


def pause_after(failures: int) -> timedelta:
    """How long an address must wait after this many failures in a row."""
    if failures < FREE_ATTEMPTS:
        return timedelta(0)
    doublings = min(failures - FREE_ATTEMPTS, 10)
    return min(FIRST_PAUSE * int(2**doublings), LONGEST_PAUSE)


def is_paused(paused_until: datetime | None, now: datetime) -> bool:
    return paused_until is not None and now < paused_until


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
