"""The words and rules of marking: states, commands, and when two marks agree. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from checklists.domain import Answer, FormVersion, Principle
from checklists.good_help import Ticks
from checklists.guard import Given, Submission
from portal.kernel.errors import RuleBroken
from portal.kernel.text import listed
from portal.kernel.words import worded

# Evidence is a pointer to the record, not a copy of it: longer texts are kept, and the page says so.
SHORT_EVIDENCE = 1_000
# Two marks of one item further apart than this are talked about, not averaged (docs/audits.md 4.2).
FAR_APART = 2
# The answer to the first question that calls the safeguarding leads.
UNSAFE = "yes"


class AuditState(StrEnum):
    """Where one marker's audit stands. Before it is begun there is no row."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AWAITING_SECOND = "awaiting_second"
    AGREED = "agreed"
    NEEDS_MODERATION = "needs_moderation"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def is_frozen(self) -> bool:
        return self is not AuditState.DRAFT


_STATE_LABELS = {
    AuditState.DRAFT: "In progress",
    AuditState.SUBMITTED: "Submitted",
    AuditState.AWAITING_SECOND: "Waiting for the second mark",
    AuditState.AGREED: "Agreed",
    AuditState.NEEDS_MODERATION: "Needs moderation",
}

# Nothing is open on these: feedback may be given.
FINISHED = frozenset({AuditState.SUBMITTED, AuditState.AGREED})


class HoldReason(StrEnum):
    """Why an audit waits for somebody to decide."""

    GRADES_DIFFER = "grades_differ"
    ITEMS_FAR_APART = "items_far_apart"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"

    @property
    def label(self) -> str:
        return _HOLD_LABELS[self]


_HOLD_LABELS = {
    HoldReason.GRADES_DIFFER: "The two auditors reached different overall grades",
    HoldReason.ITEMS_FAR_APART: "The two auditors are two or more grades apart on at least one item",
    HoldReason.NOT_ENOUGH_EVIDENCE: "There was not enough evidence for a grade",
}


class DeclineReason(StrEnum):
    CONFLICT = "conflict"
    CAPACITY = "capacity"

    @property
    def label(self) -> str:
        return _DECLINE_LABELS[self]


_DECLINE_LABELS = {
    DeclineReason.CONFLICT: "I have had a part in this work, or know the family or the worker",
    DeclineReason.CAPACITY: "I do not have the time before the due date",
}


class AlertOutcome(StrEnum):
    """What the duty safeguarding lead decided."""

    REFERRED = "referred"
    ALREADY_KNOWN = "already_known"
    ADVICE_GIVEN = "advice_given"
    NO_FURTHER_ACTION = "no_further_action"

    @property
    def label(self) -> str:
        return worded(_OUTCOME_LABELS[self])


_OUTCOME_LABELS = {
    AlertOutcome.REFERRED: "Referred to children's social care",
    AlertOutcome.ALREADY_KNOWN: "Already known and being acted on",
    AlertOutcome.ADVICE_GIVEN: "Advice given to the {lead_practitioner}",
    AlertOutcome.NO_FURTHER_ACTION: "No further action needed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkGiven:
    """What a marker put down for one item or principle, exactly as it came: a draft is never refused."""

    key: str
    answer: str = ""
    na_reason: str = ""
    na_text: str = ""
    evidence: str = ""
    done_now: str = ""
    # Of a principle: {"good": ["seen", "", "partly", …], "poor": [0, 2]}, by the indicator's place.
    ticks: Mapping[str, Sequence[object]] = field(default_factory=dict)
    why: str = ""

    @property
    def is_empty(self) -> bool:
        return self == MarkGiven(key=self.key)

    @property
    def words(self) -> tuple[str, ...]:
        """What was typed freely."""
        return (self.evidence, self.na_text, self.done_now, self.why)

    def as_given(self, principle: Principle | None = None) -> Given:
        """For the submit guard; `principle` says how many indicators its ticks are of."""
        return Given(
            answer=read_answer(self.answer),
            evidence=self.evidence,
            na_reason=self.na_reason,
            na_text=self.na_text,
            done_now=self.done_now,
            ticks=count_ticks(self.ticks, principle) if principle else None,
            why=self.why,
        )


def read_answer(word: str) -> Answer:
    """Blank for whatever is no answer: the word itself is kept and the page asks again."""
    try:
        answer = Answer(word)
    except ValueError:
        return Answer.BLANK
    return Answer.BLANK if answer is Answer.NOT_ASKED else answer


def answers_of(marks: Mapping[str, MarkGiven]) -> dict[str, Answer]:
    return {key: read_answer(mark.answer) for key, mark in marks.items()}


def asked_keys(form: FormVersion) -> tuple[str, ...]:
    return (*form.item_keys(), *form.principle_keys())


def submission_of(form: FormVersion, marks: Mapping[str, MarkGiven], unsafe_child: str) -> Submission:
    """Everything put down so far, for the submit guard (docs/audits.md R2, R3)."""
    principles = {principle.key: principle for principle in form.principles}
    return Submission(
        given={key: mark.as_given(principles.get(key)) for key, mark in marks.items()},
        unsafe_child=unsafe_child,
    )


def count_ticks(ticks: Mapping[str, Sequence[object]], principle: Principle) -> Ticks:
    good = list(ticks.get("good", ()))[: len(principle.good)]
    poor = {place for place in ticks.get("poor", ()) if place in range(len(principle.poor))}
    return Ticks(
        seen=good.count("seen"), partly=good.count("partly"), asked=len(principle.good), poor=len(poor)
    )


@dataclass(frozen=True, slots=True)
class Decline:
    """Command: hand an allocation back."""

    allocation_id: int
    reason: DeclineReason
    note: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Command: write down what a safeguarding lead decided about an alert."""

    alert_id: int
    outcome: AlertOutcome
    note: str


@dataclass(frozen=True, slots=True)
class SaveMarks:
    """Command: keep this page of the form. `version` is the audit's when the page was shown."""

    audit_id: int
    version: int
    marks: tuple[MarkGiven, ...]
    # Items for which the marker, shown both texts, chose the one already saved.
    keep_saved: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SaveSafety:
    """Command: answer the first question, and say what was done."""

    audit_id: int
    answer: str
    done: str


@dataclass(frozen=True, slots=True)
class SaveClosing:
    """Command: keep the answers to the closing questions, by key."""

    audit_id: int
    version: int
    answers: Mapping[str, str]
    keep_saved: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Submit:
    """Command: hand the audit in, as it stood at `version`."""

    audit_id: int
    version: int
    # The marker has looked at everything that seemed to identify somebody.
    identifiers_checked: bool


class StaleForm(RuleBroken):
    """Another tab or device saved first; `keys` are what both changed. Nothing of this form was saved."""

    message = "This page was changed in another window. Choose which answers to keep"

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = frozenset(keys)
        super().__init__()


class AlreadySubmitted(RuleBroken):
    message = "This audit has been submitted. Its marks can no longer be changed"


class NotComplete(RuleBroken):
    message = "This audit is not complete yet"


class ChangedSinceShown(RuleBroken):
    message = "The audit was changed in another window after this page was opened. Check it and submit again"


class IdentifiersUnchecked(RuleBroken):
    message = "Confirm that you have checked the text that may identify somebody"
    field = "identifiers_checked"


class AlreadyBegun(RuleBroken):
    message = "This audit has been begun. Ask the coordinator if you cannot finish it"


class ConflictSince(RuleBroken):
    """A hard rule forbids this audit by now, whatever was true when it was given."""

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(
            f"This audit cannot be yours: its auditor {listed(rules)}. Hand it back to the coordinator"
        )


class AlreadyDecided(RuleBroken):
    message = "An outcome has been recorded for this alert already"


def agreement(
    grades: tuple[int | None, int | None], marks: tuple[Mapping[str, Answer], Mapping[str, Answer]]
) -> HoldReason | None:
    """None when both marks agree (docs/audits.md 4.2): equal grades and no item two or more apart."""
    first, second = grades
    if first is None or second is None:
        return HoldReason.NOT_ENOUGH_EVIDENCE
    if first != second:
        return HoldReason.GRADES_DIFFER
    points = [(answer.points, marks[1].get(key, Answer.BLANK).points) for key, answer in marks[0].items()]
    if any(one is not None and two is not None and abs(one - two) >= FAR_APART for one, two in points):
        return HoldReason.ITEMS_FAR_APART
    return None
