"""The words of people and places. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from portal.kernel.rules import Unit, adjustable, amount


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


class Standing(StrEnum):
    """Whether somebody has a post."""

    IN_POST = "in_post"
    STARTING = "starting"
    LEFT = "left"

    @property
    def label(self) -> str:
        return {"in_post": "In post", "starting": "Starting later", "left": "Left"}[self.value]


class Lack(StrEnum):
    """What a person may be without; each is a reason to look somebody up."""

    EMAIL = "email"
    ACCOUNT = "account"
    CONTACT = "contact"

    @property
    def label(self) -> str:
        return {
            "email": "No email address",
            "account": "No account",
            "contact": "No email or postal address, and no office contact in post",
        }[self.value]


@adjustable("people", "The workforce")
@dataclass(frozen=True, slots=True)
class PeopleRules:
    """What a partnership may set for itself."""

    leavers_stay_visible: timedelta = amount(
        365,
        Unit.DAYS,
        within=(0, 3_650),
        label="Leavers stay visible to their agency’s lead",
        says="After the last day in post: to correct it, or to answer for somebody who left",
    )
    hand_over_undo: timedelta = amount(
        14,
        Unit.DAYS,
        within=(0, 90),
        label="Taking back the hand-over of a team",
        says="So long after a team was handed over to another manager it can be given back in one act",
    )


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which of the people one may see are listed; nothing chosen means all of them."""

    name: str = ""
    # Names that are like it too, although somebody has the very name.
    close: bool = False
    agency_id: int | None = None
    school_id: int | None = None
    local_area_id: int | None = None
    role_group: RoleGroup | None = None
    is_paid: bool | None = None
    standing: Standing | None = None
    lacks: Lack | None = None


class ContactWay(StrEnum):
    """How somebody asks to be reached."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"

    @property
    def label(self) -> str:
        return f"By {self.value}"


@adjustable("kept-people", "How long contact details are kept", retention=True)
@dataclass(frozen=True, slots=True)
class PeopleKept:
    """What a partnership may set for itself."""

    contacts: timedelta = amount(
        104,
        Unit.WEEKS,
        within=(13, 364),
        label="Contacts of people who have left",
        says="So long after their last post their email, phone and address are blanked. "
        "Their record and certificates stay",
    )
    hand_overs: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(13, 364),
        label="Which posts moved when a team was handed over",
        says="So long after the hand-over. That it was, of whom and by whom, stays in the activity log",
    )


class SearchKind(StrEnum):
    """What a word of a name belongs to."""

    PERSON = "person"
    AGENCY = "agency"
    SCHOOL = "school"

    @property
    def label(self) -> str:
        return self.value.capitalize()
