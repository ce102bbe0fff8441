"""The arithmetic of a grade (docs/audits.md R1, R4 to R10, R14), exact, with its working.

Every number that decides a grade is a whole number or a `Fraction`. The working is kept, so that
whoever reads a grade can see the means, the coverage, every cap and which one bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from checklists.domain import Answer, Band, FormVersion, Item, Rules, Section

BEST = 4
HUNDREDTH = Fraction(1, 100)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Cap:
    """A clause that is true and what it allows at most. R6 names an item, R9 the sections it counted."""

    rule: str
    cap: int
    clause: str
    item: str | None = None
    sections: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.rule} {self.item or self.clause}"


@dataclass(frozen=True, slots=True)
class Limited:
    """A band, the caps that apply, and the grade that is left (R10)."""

    band: int
    caps: tuple[Cap, ...]

    @property
    def grade(self) -> int:
        return min([self.band, *(cap.cap for cap in self.caps)])

    @property
    def bound_by(self) -> tuple[Cap, ...]:
        """The caps equal to the grade where the grade is below the band; none where it is the band."""
        return tuple(cap for cap in self.caps if cap.cap == self.grade < self.band)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """R4 to R6 for one section. `result` is None when no item has a value: the section is N/A."""

    section: Section
    asked_weight: int
    valued_weight: int
    mean: Fraction | None
    thin: bool
    result: Limited | None

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def coverage(self) -> Fraction:
        return Fraction(self.valued_weight, self.asked_weight)

    @property
    def grade(self) -> int | None:
        return self.result.grade if self.result else None

    @property
    def band(self) -> int | None:
        return self.result.band if self.result else None


@dataclass(frozen=True, slots=True)
class Score:
    """The computed grade and its working. `result` is None for "insufficient evidence" (R8)."""

    sections: tuple[SectionScore, ...]
    asked_weight: int
    valued_weight: int
    caps: tuple[Cap, ...]
    overall_mean: Fraction | None
    result: Limited | None

    @property
    def grade(self) -> int | None:
        return self.result.grade if self.result else None

    @property
    def band(self) -> int | None:
        return self.result.band if self.result else None

    @property
    def bound_by(self) -> tuple[Cap, ...]:
        return self.result.bound_by if self.result else ()

    @property
    def index(self) -> int | None:
        """0 when all is inadequate, 100 when all is outstanding (R14). Always show it with n."""
        return None if self.overall_mean is None else index_of(self.overall_mean)

    @property
    def graded_sections(self) -> int:
        return sum(section.result is not None for section in self.sections)

    @property
    def thin_sections(self) -> tuple[SectionScore, ...]:
        return tuple(section for section in self.sections if section.thin)


def score(form: FormVersion, answers: Mapping[str, Answer]) -> Score:
    """Score what is there. An item without an answer is blank; answers to other questions do not count."""
    rules = form.rules
    sections = tuple(
        scored for section in form.sections if (scored := score_section(section, answers, rules))
    )
    asked = sum(section.asked_weight for section in sections)
    valued = sum(section.valued_weight for section in sections)
    caps = (*critical_caps(form.items(), answers, rules), *section_caps(sections, rules))
    mean = None
    if _is_enough(sections, asked, valued, rules):
        mean = weighted_mean((s.section.weight, s.mean) for s in sections if s.mean is not None)
    result = None if mean is None else Limited(band_of(mean, rules.bands), caps)
    return Score(sections, asked, valued, caps, mean, result)


def score_section(section: Section, answers: Mapping[str, Answer], rules: Rules) -> SectionScore | None:
    """None when a condition hid every item, so that the section was not asked at all."""
    given = [(item, answers.get(item.key, Answer.BLANK)) for item in section.items]
    asked = [(item, answer) for item, answer in given if answer is not Answer.NOT_ASKED]
    if not asked:
        return None
    valued = [(item.weight, answer.points) for item, answer in asked if answer.points is not None]
    asked_weight = sum(item.weight for item, _ in asked)
    valued_weight = sum(weight for weight, _ in valued)
    mean = weighted_mean(valued)
    coverage = Fraction(valued_weight, asked_weight)
    result = None
    if mean is not None:
        result = Limited(band_of(mean, rules.bands), critical_caps(section.items, answers, rules))
    thin = 0 < coverage < rules.thin_below
    return SectionScore(section, asked_weight, valued_weight, mean, thin, result)


def weighted_mean(pairs: Iterable[tuple[int, int | Fraction]]) -> Fraction | None:
    """None when there is nothing to take the mean of: that is not zero."""
    known = list(pairs)
    weight = sum(weight for weight, _ in known)
    return Fraction(sum(weight * value for weight, value in known)) / weight if weight else None


def band_of(mean: Fraction, bands: Iterable[Band]) -> int:
    """R5, compared on the exact fraction."""
    return max((band.grade for band in bands if mean >= band.at_least), default=1)


def critical_caps(items: Iterable[Item], answers: Mapping[str, Answer], rules: Rules) -> tuple[Cap, ...]:
    """R6: what a weak answer to a critical item allows at most."""
    return tuple(
        Cap("R6", clause.cap, f"{clause.critical} item at {_said(answers[item.key])}", item=item.key)
        for item in items
        for clause in rules.critical_caps
        if item.critical is clause.critical and answers.get(item.key, Answer.BLANK).points == clause.value
    )


def section_caps(sections: Iterable[SectionScore], rules: Rules) -> tuple[Cap, ...]:
    """R9, on the capped section grades. A stronger clause does not hide a weaker one."""
    graded = [(section.key, section.grade) for section in sections if section.grade is not None]
    found = []
    for limit in rules.section_limits:
        weak = tuple(key for key, grade in graded if grade <= limit.at_or_below)
        if len(weak) >= limit.sections:
            found.append(Cap("R9", limit.cap, limit.clause, sections=weak))
    return tuple(found)


def _is_enough(sections: tuple[SectionScore, ...], asked: int, valued: int, rules: Rules) -> bool:
    """R8: enough of the sections are graded and enough of the weight has a value."""
    graded = sum(section.result is not None for section in sections)
    return (
        graded > 0
        and graded >= rules.sections_needed * len(sections)
        and valued >= rules.weight_needed * asked
    )


def _said(answer: Answer) -> str:
    return "NE" if answer is Answer.NOT_EVIDENCED else answer.value


def index_of(mean: Fraction) -> int:
    """(mean - 1) / 3 of 100, half up to a whole number (R14)."""
    return round_half_up((mean - 1) / 3 * 100)


def round_half_up(number: Fraction) -> int:
    return int((number + HALF) // 1)


def shown_mean(mean: Fraction, bands: Iterable[Band]) -> str:
    """Two places, half up, but never a band line that the exact value is below (R14)."""
    shown = Fraction(round_half_up(mean * 100), 100)
    if any(shown == band.at_least > mean for band in bands):
        shown -= HUNDREDTH
    hundredths = int(shown * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
