"""The words of a checklist and what one version of it asks. Plain Python: no Flask, no database.

A version is data (`checklists/data`); nothing here knows which questions there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from portal.kernel.errors import RuleBroken

GRADES = (4, 3, 2, 1)
NOT_EVIDENCED_VALUE = 1


class FormKind(StrEnum):
    """The forms made from one bank of items."""

    FULL = "full"
    DIP = "dip"

    @property
    def label(self) -> str:
        return "Full audit" if self is FormKind.FULL else "Dip sample"


class Critical(StrEnum):
    SAFETY = "safety"
    QUALITY = "quality"


class EvidenceRule(StrEnum):
    """When a grade must be backed by what the marker saw."""

    ALWAYS = "always"
    AT_EXTREMES = "on_1_NE_4"


class VersionState(StrEnum):
    PUBLISHED = "published"
    RETIRED = "retired"


class Answer(StrEnum):
    """Every state an answer may be in (docs/audits.md R1). None of them is a default."""

    FOUR = "4"
    THREE = "3"
    TWO = "2"
    ONE = "1"
    NOT_EVIDENCED = "NE"
    NOT_APPLICABLE = "NA"
    BLANK = "blank"
    NOT_ASKED = "not_asked"

    @property
    def points(self) -> int | None:
        """The number that counts, or None. Not evidenced counts as 1; not applicable is not zero."""
        if self is Answer.NOT_EVIDENCED:
            return NOT_EVIDENCED_VALUE
        return int(self) if self.isdigit() else None


class DefinitionInvalid(RuleBroken):
    """A checklist file cannot be used; `place` says where in the file."""

    def __init__(self, place: str, problem: str) -> None:
        self.place = place
        super().__init__(f"{place or 'the file'}: {problem}")


class VersionChanged(RuleBroken):
    """A published version is for ever; a change is the next version."""

    message = "A published version of a checklist cannot be changed. Make the next version"


@dataclass(frozen=True, slots=True)
class GradeWord:
    grade: int
    word: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, or a reason for "not applicable"."""

    code: str
    label: str
    needs_text: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a grade looks like."""

    grade: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    label: str
    prompt: str
    weight: int
    critical: Critical | None
    evidence: EvidenceRule
    forms: tuple[FormKind, ...]
    na_reasons: tuple[Choice, ...]
    principles: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    sources: str


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    weight: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Principle:
    """One way of Good Help. Principles have no weight and always need evidence."""

    key: str
    title: str
    prompt: str
    good: tuple[str, ...]
    poor: tuple[str, ...]
    where: str
    anchors: tuple[Anchor, ...]
    na_reasons: tuple[Choice, ...]
    sources: str


@dataclass(frozen=True, slots=True)
class UnsafeQuestion:
    """The first question of every audit, apart from scoring."""

    key: str
    prompt: str
    hint: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ClosingQuestion:
    """Asked after the grades and never scored. No options means an answer in words."""

    key: str
    prompt: str
    purpose: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Band:
    grade: int
    at_least: Fraction


@dataclass(frozen=True, slots=True)
class CriticalCap:
    critical: Critical
    value: int
    cap: int


@dataclass(frozen=True, slots=True)
class SectionLimit:
    clause: str
    sections: int
    at_or_below: int
    cap: int


@dataclass(frozen=True, slots=True)
class PrincipleCap:
    value: int
    cap: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Offers `grade` from this share of indicators seen; `poor_at_most` None means any number."""

    grade: int
    share: Fraction
    poor_at_most: int | None


@dataclass(frozen=True, slots=True)
class GoodHelpRules:
    valued_needed: int
    caps: tuple[PrincipleCap, ...]
    suggestions: tuple[Suggestion, ...]
    why_when_apart: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of docs/audits.md R3 to R9 and R16 that belong to a version of a form."""

    bands: tuple[Band, ...]
    thin_below: Fraction
    sections_needed: Fraction
    weight_needed: Fraction
    critical_caps: tuple[CriticalCap, ...]
    section_limits: tuple[SectionLimit, ...]
    done_now_at_or_below: int
    good_help: GoodHelpRules


@dataclass(frozen=True, slots=True)
class FormTitle:
    kind: FormKind
    title: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything one version of a checklist holds; `form` picks what one kind of form asks."""

    checklist: str
    version: int
    name: str
    summary: str
    forms: tuple[FormTitle, ...]
    scale: tuple[GradeWord, ...]
    rules: Rules
    unsafe_child: UnsafeQuestion
    sections: tuple[Section, ...]
    principles: tuple[Principle, ...]
    closing: tuple[ClosingQuestion, ...]

    def form(self, kind: FormKind) -> FormVersion:
        """Raise KeyError when the version has no such form."""
        titles = {form.kind: form for form in self.forms}
        asked = (
            replace(section, items=tuple(item for item in section.items if kind in item.forms))
            for section in self.sections
        )
        return FormVersion(
            bank=self, title=titles[kind], sections=tuple(section for section in asked if section.items)
        )


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One kind of form of one version: the sections and items as they are asked."""

    bank: Bank
    title: FormTitle
    sections: tuple[Section, ...]
    # What a partnership, or an audit that was handed in, calls grades; empty for the version's own words.
    called: tuple[tuple[int, str], ...] = ()

    @property
    def kind(self) -> FormKind:
        return self.title.kind

    @property
    def name(self) -> str:
        return f"{self.bank.name}, version {self.bank.version}"

    @property
    def rules(self) -> Rules:
        return self.bank.rules

    @property
    def principles(self) -> tuple[Principle, ...]:
        return self.bank.principles

    @property
    def grade_words(self) -> Mapping[int, str]:
        return {step.grade: step.word for step in self.bank.scale} | dict(self.called)

    def in_words(self, grades: Mapping[int, str]) -> FormVersion:
        """The same form with its grades called so. What they are worth and look like stays."""
        return replace(self, called=tuple(sorted(grades.items())))

    def items(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.items

    def item_keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items())

    def principle_keys(self) -> tuple[str, ...]:
        return tuple(principle.key for principle in self.principles)
