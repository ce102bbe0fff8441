"""The words and rules of the log of consultations: advice that a school was given. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.errors import Conflict, RuleBroken
from portal.kernel.identifiers import find_identifiers
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import listed

LONGEST_ADVICE = 1_000
LONGEST_THEME, MOST_THEMES = 60, 40
# As the register takes them: never without a number, so that nobody's name can be one.
REFERENCE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9/_.-]{1,39}")
# How families are spoken of by name, and what looks like the number of a record.
_NAMED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Master|Baby)\b\.?\s+[A-Z][\w’'-]+"
    r"|\b[A-Z][\w’'-]+\s+(?:family|household|siblings|children)\b"
    r"|\b(?:mum|mother|dad|father|parents?|carer|son|daughter|brother|sister|child|pupil|family)\s+[A-Z][a-z][\w’'-]*"
)
_NUMBERED = re.compile(r"\b(?=[A-Z0-9/_.-]*[0-9])[A-Z]{2,}[A-Z0-9/_.-]*[0-9]{3,}\b|\b[0-9]{5,}\b")
# Words that begin a sentence, before “family” and the like.
_NO_NAME = frozenset(
    {"the", "a", "any", "each", "every", "this", "that", "whole", "their", "our", "your", "with", "for"}
)


def names_in(text: str) -> list[str]:
    """What looks like somebody's name or the number of their record; a hit asks."""
    named = [one[0] for one in _NAMED.finditer(text) if one[0].split()[0].lower() not in _NO_NAME]
    return list(dict.fromkeys([*named, *(one[0] for one in _NUMBERED.finditer(text))]))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogConsultation:
    """Command: a school was given this advice. `reference` names the assessment it was about, if one."""

    school_id: int
    given_on: date
    given_by_id: int
    theme_id: int
    advice: str
    reference: str = ""
    names_checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameThemes:
    """Command: these are the themes from now on; `seen` are those that the page showed."""

    names: tuple[str, ...]
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFilter:
    """What part of the log is shown; nothing chosen means all of it."""

    school: str = ""
    theme_id: int | None = None
    given_by_id: int | None = None
    first: date | None = None
    last: date | None = None


@adjustable("consultations", "Consultations of schools")
@dataclass(frozen=True, slots=True)
class ConsultationRules:
    """What a partnership may set for itself."""

    bars: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(1, 520),
        label="Advice to a school keeps from auditing there",
        says="For so long, whoever gave it. Advice about one assessment keeps them from that one for good",
    )
    back: timedelta = amount(
        365,
        Unit.DAYS,
        within=(0, 3_650),
        label="Consultations may be dated back by",
        says="For what is written down later",
    )


@adjustable("kept-consultations", "How long the words of consultations are kept", retention=True)
@dataclass(frozen=True, slots=True)
class ConsultationsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    words: timedelta = amount(
        104,
        Unit.WEEKS,
        within=(4, 520),
        label="The words of consultations, and who wrote them down",
        says="So long after it was given; who advised whom about what theme stays, as audits rest on it",
    )


def refuse_family_data(advice: str, today: date, *, names_checked: bool) -> None:
    """Raise `FamilyData` for what is never needed, and `NamesUnchecked` for what may be somebody's name."""
    hits = find_identifiers(advice, today)
    if hits:
        raise FamilyData([one.kind.label for one in hits])
    names = names_in(advice)
    if names and not names_checked:
        raise NamesUnchecked(names)


class FamilyData(RuleBroken):
    field = "advice"

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__(
            f"Take out {listed(list(dict.fromkeys(kinds)))}: nothing of a family stands in this log"
        )


class NamesUnchecked(RuleBroken):
    field = "names_checked"

    def __init__(self, names: Sequence[str]) -> None:
        said = listed([f"“{one}”" for one in names[:5]])
        super().__init__(f"Take out {said}, or say that no family and no record is named")


class BadReference(RuleBroken):
    message = "A reference is letters and numbers, such as A-0001, and never a name"
    field = "reference"


class NotInTheLog(RuleBroken):
    message = "Enter a day that is not ahead, and not longer ago than consultations may be dated back"
    field = "given_on"


class NotAdviser(RuleBroken):
    message = "Select somebody who advises schools"
    field = "given_by_id"


class NoSuchTheme(RuleBroken):
    message = "Select a theme of the list as it is now"
    field = "theme_id"


class ThemesUnread(RuleBroken):
    message = (
        f"Enter at most {MOST_THEMES} themes, each on a line of its own and at most {LONGEST_THEME} letters"
    )
    field = "lines"


class ThemesMoved(Conflict):
    message = "Somebody else has changed the themes since you opened this page. Open it anew"
