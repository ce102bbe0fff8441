"""The Good Help profile, its index and headline, and the grade that ticks suggest (docs/audits.md R16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from checklists.domain import Answer, FormVersion, GoodHelpRules, Principle, PrincipleCap
from checklists.scoring import band_of


@dataclass(frozen=True, slots=True)
class PrincipleScore:
    """One principle as graded. Not evidenced counts as 1; N/A and blank have no grade."""

    principle: Principle
    answer: Answer

    @property
    def key(self) -> str:
        return self.principle.key

    @property
    def grade(self) -> int | None:
        return self.answer.points


@dataclass(frozen=True, slots=True)
class GoodHelpScore:
    """The profile is the result. `index`, `band` and `headline` are None when too few are valued."""

    profile: tuple[PrincipleScore, ...]
    index: Fraction | None
    band: int | None
    caps: tuple[PrincipleCap, ...]

    @property
    def headline(self) -> int | None:
        return None if self.band is None else min([self.band, *(cap.cap for cap in self.caps)])

    @property
    def valued(self) -> int:
        return sum(score.grade is not None for score in self.profile)


@dataclass(frozen=True, slots=True)
class Ticks:
    """How many indicators of good help were seen or partly seen, of how many asked; and poor practice."""

    seen: int
    partly: int
    asked: int
    poor: int

    @property
    def any(self) -> bool:
        return bool(self.asked and (self.seen or self.partly or self.poor))


def score_principles(form: FormVersion, answers: Mapping[str, Answer]) -> GoodHelpScore:
    rules = form.rules.good_help
    profile = tuple(
        PrincipleScore(principle, answers.get(principle.key, Answer.BLANK)) for principle in form.principles
    )
    grades = [score.grade for score in profile if score.grade is not None]
    caps = tuple(cap for cap in rules.caps if cap.value in grades)
    if len(grades) < rules.valued_needed:
        return GoodHelpScore(profile, None, None, caps)
    index = Fraction(sum(grades), len(grades))
    return GoodHelpScore(profile, index, band_of(index, form.rules.bands), caps)


def suggested_grade(ticks: Ticks, rules: GoodHelpRules) -> int | None:
    """A prompt, never a grade. None when nothing at all was ticked: silence suggests nothing."""
    if not ticks.any:
        return None
    share = Fraction(2 * ticks.seen + ticks.partly, 2 * ticks.asked)
    offers = (
        offer.grade
        for offer in rules.suggestions
        if share >= offer.share and (offer.poor_at_most is None or ticks.poor <= offer.poor_at_most)
    )
    return max(offers, default=1)


def asks_why(answer: Answer, ticks: Ticks, rules: GoodHelpRules) -> bool:
    """A grade far from what the ticks suggest needs its reason said."""
    suggested = suggested_grade(ticks, rules)
    if suggested is None or answer.points is None:
        return False
    return abs(answer.points - suggested) >= rules.why_when_apart
