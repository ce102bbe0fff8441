"""The words of people and places. Plain Python."""

from __future__ import annotations

from enum import StrEnum


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


class ContactWay(StrEnum):
    """How somebody asks to be reached."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"

    @property
    def label(self) -> str:
        return f"By {self.value}"


class SearchKind(StrEnum):
    """What a word of a name belongs to."""

    PERSON = "person"
    AGENCY = "agency"
    SCHOOL = "school"

    @property
    def label(self) -> str:
        return self.value.capitalize()
