"""The words and rules of certificates (docs/training.md 4.8). Plain Python."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from portal.kernel.errors import RuleBroken
from portal.kernel.months import months_later
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import day, listed
from training.bookings.domain import BookingStatus, NeedsFirst

# No 0 or O, 1, I or L, 2 or Z, 5 or S, 8 or B, U or V: nothing that is misread from paper.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
# 23 to the 12th power is about 2 to the 54th: nobody finds one by trying.
CODE_LENGTH = 12
GROUP = 4
# What the layout of the document is called; a new layout is a new number, and old documents keep theirs.
TEMPLATE_VERSION = 3


class CertificateState(StrEnum):
    """As stored. That a certificate has expired is read from its date."""

    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """What a certificate is worth on a given day."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class EvaluationGate(StrEnum):
    """Why the evaluation did not stand in the way."""

    SENT = "sent"
    NOT_REQUIRED = "not_required"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who vouches for certificates, and where they are checked; from the installation's settings."""

    name: str
    # Address of the page that checks a code; the code is added to it.
    check_page: str
    signatory: str = "Early Help Training Lead"
    # The fingerprint of the logo, and what it says; empty for none.
    logo: str = ""
    logo_alt: str = ""

    def address_of(self, code: str) -> str:
        """Where this code is checked."""
        return f"{self.check_page}/{code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that one certificate prints, in the words of the day it was issued."""

    code: str
    person_name: str
    course_title: str
    course_version: int
    level: str
    minutes: int
    dates: Sequence[date]
    outcomes: Sequence[str]
    issuer: str
    signatory: str
    check_url: str
    issued_on: date
    expires_on: date | None
    # The fingerprint of the logo, whose picture is kept for ever, and what it says; empty for none.
    logo: str = ""
    logo_alt: str = ""

    def to_json(self) -> Mapping[str, Any]:
        made: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        made["dates"] = [day.isoformat() for day in self.dates]
        made["issued_on"] = self.issued_on.isoformat()
        made["expires_on"] = self.expires_on.isoformat() if self.expires_on else None
        return made

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Snapshot:
        expires_on = stored["expires_on"]
        return cls(
            **{
                **stored,
                "dates": tuple(date.fromisoformat(day) for day in stored["dates"]),
                "outcomes": tuple(stored["outcomes"]),
                "issued_on": date.fromisoformat(stored["issued_on"]),
                "expires_on": date.fromisoformat(expires_on) if expires_on else None,
            }
        )


@adjustable("certificates", "Certificates")
@dataclass(frozen=True, slots=True)
class GateRules:
    """How long a form that was not sent may hold a certificate back before it may be released."""

    hold_for: timedelta = amount(
        30,
        Unit.DAYS,
        within=(0, 365),
        label="A certificate waits for its evaluation for",
        says="After the event; then whoever issues may release it without",
    )

    def may_release(self, ended_on: date, today: date) -> bool:
        return today > ended_on + self.hold_for


class Hindrance(StrEnum):
    """Why somebody on the event gets no certificate now."""

    ALREADY_ISSUED = "already_issued"
    WITHDRAWN = "withdrawn"
    PART = "part"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    NO_EVALUATION = "no_evaluation"


_HINDRANCES = {
    Hindrance.ALREADY_ISSUED: "Already has the certificate of this event.",
    Hindrance.WITHDRAWN: "Had the certificate of this event; it was withdrawn, and is not given again.",
    Hindrance.PART: "Attended in part only; a certificate is for the whole of it.",
    Hindrance.NO_SHOW: "Did not attend.",
    Hindrance.EXCUSED: "Was excused, and did not attend.",
    Hindrance.NO_EVALUATION: "Attended, but has not sent the evaluation form, which this course asks for.",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with a result on an event, and the facts that the gate asks for."""

    person_id: int
    name: str
    email: str | None
    result: BookingStatus
    has_evaluated: bool
    # The state of the certificate that this event has already given them.
    held: CertificateState | None = None


def find_hindrance(candidate: Candidate, *, evaluation_required: bool) -> Hindrance | None:
    """What keeps a candidate from a certificate; None when nothing does (docs/training.md 4.8)."""
    if candidate.held is CertificateState.WITHDRAWN:
        return Hindrance.WITHDRAWN
    if candidate.held is not None:
        return Hindrance.ALREADY_ISSUED
    if candidate.result is not BookingStatus.ATTENDED:
        return Hindrance(candidate.result.value)
    if evaluation_required and not candidate.has_evaluated:
        return Hindrance.NO_EVALUATION
    return None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A candidate and what follows; `may_be_released` when only an old, unsent form is in the way."""

    candidate: Candidate
    hindrance: Hindrance | None
    may_be_released: bool = False

    def why(self, *, evaluation_required: bool) -> str:
        """Why they get a certificate now, or do not, in a sentence."""
        if self.hindrance is None and evaluation_required:
            return "Attended, and has sent the evaluation form."
        if self.hindrance is None:
            return "Attended; this course asks for no evaluation form."
        said = _HINDRANCES[self.hindrance]
        return (
            f"{said} The certificate has waited long enough: you may release it."
            if self.may_be_released
            else said
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCertificates:
    """Command: give everyone on this event their certificate who may have one.

    `release` names those who get theirs although they never sent the form; `reason` says why.
    """

    event_id: int
    issuer: Issuer
    release: frozenset[int] = frozenset()
    reason: str = ""
    # How many messages that sends, as typed by whoever asks for so many.
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceCertificate:
    """Command: a new version with another name on it; the old one points to it from then on."""

    certificate_id: int
    issuer: Issuer
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCertificate:
    """Command: say for good that this certificate no longer counts."""

    certificate_id: int
    reason: str


class NothingToIssue(RuleBroken):
    message = "Nobody on this event can be given a certificate at the moment"


class NoReason(RuleBroken):
    message = "Say why they get it without the form"
    field = "reason"


class NotConfirmed(RuleBroken):
    message = "Confirm who attended first. Certificates follow from the confirmed result"


class NotCurrent(RuleBroken):
    message = "Only a current certificate can be replaced or withdrawn"


class SameName(RuleBroken):
    message = "Enter a name that differs from the one on the certificate"
    field = "name"


class NoFreeCode(RuleBroken):
    message = "No unused code was found. Nothing was issued. Please try again"


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def code_in_groups(code: str) -> str:
    """As people read it: “ACDE-FGHJ-KMNP”."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def code_as_stored(typed: str) -> str:
    """What was typed, whatever its case, spaces and dashes; "" when it cannot be a code."""
    code = "".join(character for character in typed.upper() if character.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def expiry(completed_on: date, valid_for_months: int | None) -> date | None:
    """The last day on which the certificate is valid; None for one that never expires."""
    return None if valid_for_months is None else months_later(completed_on, valid_for_months)


class NotHeldFirst(NeedsFirst):
    """Said of whoever is booked, by themselves or by somebody else."""

    def __init__(self, titles: Sequence[str], on: date, courses: Sequence[int]) -> None:
        self.courses = courses
        needed = listed([f"“{title}”" for title in titles])
        super().__init__(f"This event is for people who hold a certificate of {needed} on {day(on)}")


def standing(state: CertificateState, expires_on: date | None, today: date) -> Standing:
    if state is not CertificateState.CURRENT:
        return Standing(state.value)
    return Standing.EXPIRED if expires_on is not None and today > expires_on else Standing.VALID
