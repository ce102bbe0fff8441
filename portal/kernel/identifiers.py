"""Finds what might identify a child or a family in free text (docs/audits.md 4.6).

A hit asks; it never blocks a draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

NHS_WEIGHTS = range(10, 1, -1)
NHS_MODULUS = 11
# A full date this recent is more likely a visit or a review than a birthday.
RECENT = timedelta(days=2 * 365)
BORN_WITHIN = 20
TWO_DIGIT_YEARS = 100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![\w+])(?:\+44[\s-]?(?:\(0\))?|\(?0)(?:[\s-]{0,2}\d\)?){9,10}(?!\d)")
_NHS = re.compile(r"(?<![\d-])[1-9]\d{2}[ -]?\d{3}[ -]?\d{4}(?![\d-])")
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{1,2}[0-9][A-Z0-9]?[ ]?(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"[0-9](?:st|nd|rd|th)")
_DATE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<gap>\s*[/.-]\s*|\s+)"
    r"(?P<month>\d{1,2}|[A-Za-z]{3,9})(?:\s*[/.-]\s*|,?\s+)(?P<year>\d{4}|\d{2})(?!\d)"
)
_ISO_DATE = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_BIRTH = re.compile(r"\b(?:born|birth|birthday|d\.?o\.?b)\b", re.IGNORECASE)


class Identifier(StrEnum):
    """What a piece of text looks like."""

    NHS_NUMBER = "nhs_number"
    POSTCODE = "postcode"
    PHONE = "phone"
    DATE_OF_BIRTH = "date_of_birth"
    EMAIL = "email"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Identifier.NHS_NUMBER: "an NHS number",
    Identifier.POSTCODE: "a postcode",
    Identifier.PHONE: "a phone number",
    Identifier.DATE_OF_BIRTH: "a date of birth",
    Identifier.EMAIL: "an email address",
}


_PATTERNS = (
    (Identifier.NHS_NUMBER, _NHS),
    (Identifier.POSTCODE, _POSTCODE),
    (Identifier.PHONE, _PHONE),
    (Identifier.DATE_OF_BIRTH, _DATE),
    (Identifier.DATE_OF_BIRTH, _ISO_DATE),
    (Identifier.EMAIL, _EMAIL),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something in a text that looks like an identifier."""

    kind: Identifier
    text: str


def find_identifiers(text: str, today: date) -> tuple[Hit, ...]:
    """Every hit, kind by kind, each spelling once."""
    return tuple(dict.fromkeys(_hits(text, today)))


def _hits(text: str, today: date) -> Iterator[Hit]:
    for kind, match in _candidates(text):
        if kind is Identifier.NHS_NUMBER and not is_nhs_number(re.sub(r"\D", "", match[0])):
            continue
        # "E3 2nd review" is prose; postcodes are seldom written with a small ordinal.
        if kind is Identifier.POSTCODE and _ORDINAL.fullmatch(match["inward"]):
            continue
        if kind is Identifier.DATE_OF_BIRTH and not _may_be_birth(text, match, today):
            continue
        yield Hit(kind, match[0].strip())


def _candidates(text: str) -> Iterator[tuple[Identifier, re.Match[str]]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield kind, match


def is_nhs_number(digits: str) -> bool:
    """Ten digits of which the last checks the others, by weights 10 to 2 modulo 11."""
    total = sum(weight * int(digit) for weight, digit in zip(NHS_WEIGHTS, digits, strict=False))
    check = -total % NHS_MODULUS
    return check == int(digits[-1])


def _may_be_birth(text: str, match: re.Match[str], today: date) -> bool:
    """A real day, and either words of birth just before it or long enough ago."""
    day = _day(match, today)
    if day is None or day > today:
        return False
    before = text[max(0, match.start() - BORN_WITHIN) : match.start()]
    return day < today - RECENT or _BIRTH.search(before) is not None


def _day(match: re.Match[str], today: date) -> date | None:
    month, year = _month(match["month"]), int(match["year"])
    if year < TWO_DIGIT_YEARS:
        century = today.year - today.year % TWO_DIGIT_YEARS
        year += century if century + year <= today.year else century - TWO_DIGIT_YEARS
    try:
        return date(year, month, int(match["day"]))
    except ValueError:
        return None


def _month(word: str) -> int:
    """A month's number, or 0 for what is no month."""
    if word.isdecimal():
        return int(word)
    start = word[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else 0
