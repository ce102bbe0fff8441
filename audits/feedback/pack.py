"""What feedback says, made of an audit's frozen marks: strengths first, then what to work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audits.feedback.domain import Suggesting
from audits.marking.domain import MarkGiven
from audits.marking.working import Working
from checklists.domain import Answer, FormVersion, Item, Principle

GOOD = 3
BEST = 4
# The closing answers that the practitioner reads, and what each is called there.
CLOSING = {
    "strength": "The one strength that others should see",
    "one_change": "The one change that would help this family most in the next month",
    "partnership_learning": "A learning point for the partnership, not for you",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item or principle: the grade, what it looks like, and what the next grade up looks like."""

    key: str
    label: str
    prompt: str
    answer: Answer
    word: str
    evidence: str
    looks_like: str
    next_word: str
    next_looks_like: str

    @property
    def grade(self) -> int | None:
        return self.answer.points

    @property
    def short_word(self) -> str:
        """For a chart, where a grade's whole name has no room."""
        if self.answer is Answer.NOT_EVIDENCED:
            return "1 (NE)"
        return "N/A" if self.grade is None else f"{self.grade} of {BEST}"


@dataclass(frozen=True, slots=True)
class SectionPack:
    """One section with its grade, as stored, and its lines."""

    key: str
    title: str
    grade: int | None
    word: str | None
    is_thin: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One audit's feedback."""

    working: Working
    sections: tuple[SectionPack, ...]
    principles: tuple[Line, ...]
    closing: tuple[tuple[str, str], ...]
    # What the form calls grade 3.
    good_word: str

    @property
    def best(self) -> tuple[Line, ...]:
        """Items at the highest grade: the strengths to begin with."""
        return tuple(line for line in self._items if line.grade == BEST)

    @property
    def good(self) -> tuple[Line, ...]:
        """Items at 3 of which the auditor said what they saw."""
        return tuple(line for line in self._items if line.grade == GOOD and line.evidence)

    @property
    def _items(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def to_work_on(self) -> tuple[Line, ...]:
        """The lowest first."""
        weak = [line for line in self._items if line.grade is not None and line.grade < GOOD]
        return tuple(sorted(weak, key=lambda line: line.grade or 0))

    def weak(self, rule: Suggesting) -> dict[str, str]:
        """Keys and labels of the items and principles for which a course is suggested."""
        return {
            line.key: line.label
            for line in (*self._items, *self.principles)
            if line.grade is not None and line.grade <= rule.weak_at_or_below
        }


def make_pack(
    form: FormVersion, marks: Mapping[str, MarkGiven], working: Working, closing: Mapping[str, str]
) -> Pack:
    """The feedback of an audit on the form that it was marked on."""
    graded = {section["key"]: section for section in working["sections"]}
    sections = tuple(
        SectionPack(
            key=section.key,
            title=section.title,
            grade=graded[section.key]["grade"],
            word=graded[section.key]["word"],
            is_thin=graded[section.key]["thin"],
            lines=tuple(_lines(form, section.items, marks)),
        )
        for section in form.sections
    )
    said = tuple((title, closing[key]) for key, title in CLOSING.items() if closing.get(key))
    return Pack(working, sections, tuple(_lines(form, form.principles, marks)), said, form.grade_words[GOOD])


def _lines(
    form: FormVersion, asked: Iterable[Item | Principle], marks: Mapping[str, MarkGiven]
) -> Iterable[Line]:
    for one in asked:
        given = marks.get(one.key, MarkGiven(key=one.key)).as_given()
        anchors = {anchor.grade: anchor.text for anchor in one.anchors}
        points = given.answer.points or 0
        above = points + 1 if points else 0
        yield Line(
            key=one.key,
            label=one.label if isinstance(one, Item) else one.title,
            prompt=one.prompt,
            answer=given.answer,
            word=_word(form, one, given.answer, given.na_reason),
            evidence=given.evidence,
            looks_like="" if given.answer is Answer.NOT_EVIDENCED else anchors.get(points, ""),
            next_word=f"{form.grade_words[above]} ({above})" if above in anchors else "",
            next_looks_like=anchors.get(above, ""),
        )


def _word(form: FormVersion, one: Item | Principle, answer: Answer, reason: str) -> str:
    if answer is Answer.NOT_EVIDENCED:
        return "Not evidenced: the record does not show it, so it counts as 1"
    if answer is Answer.NOT_APPLICABLE:
        words = {choice.code: choice.label for choice in one.na_reasons}
        return f"Not applicable: {words.get(reason, 'no reason given')}"
    return f"{form.grade_words[answer.points]} ({answer.points})" if answer.points else "Not graded"
