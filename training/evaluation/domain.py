"""What people are asked after training, and when it may be shown (docs/training.md 4.7). Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


class EvaluationForm(StrEnum):
    """Which of an event's forms; the one after it opens when the result is confirmed."""

    AFTER = "after"


# Raised when a statement is added or reworded: answers say which words they answered.
FORM_VERSION = 1
LOWEST, HIGHEST = 1, 5
# Fewer people than these are never a group (docs/training.md 4.7).
LEAST = 5


@adjustable("kept-evaluations", "How long evaluations are kept", retention=True)
@dataclass(frozen=True, slots=True)
class EvaluationsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    words: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="What people wrote",
        says="So long after an event the words of its evaluations are blanked. Ratings stay",
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """One question rated from 1 to 5, with the words at both ends of the scale."""

    key: str
    text: str
    low: str
    high: str


_AGREE = ("Strongly disagree", "Strongly agree")
_CONFIDENT = ("Not at all confident", "Very confident")
STATEMENTS = (
    Statement("confidence_before", "Before the training, how confident were you with this?", *_CONFIDENT),
    Statement("confidence_after", "How confident are you now?", *_CONFIDENT),
    Statement("useful", "What I learned is useful in my work with children and families", *_AGREE),
    Statement("clear", "The training was clear and well led", *_AGREE),
    Statement("together", "I understand better how other agencies can help", *_AGREE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvaluation:
    """Command: send the form about an event that the actor has been to."""

    event_id: int
    ratings: Mapping[str, int]
    will_change: str = ""
    comments: str = ""


class AlreadySent(RuleBroken):
    message = "You have sent this form. Answers cannot be changed: nobody knows which are yours"


class NotALearner(RuleBroken):
    message = "This form opens when the trainer has confirmed that you took part"


@adjustable("evaluations", "Evaluations")
@dataclass(frozen=True, slots=True)
class Secrecy:
    """How many people must stand behind what is shown about a group; never fewer than five."""

    smallest_group: int = amount(
        LEAST,
        Unit.PEOPLE,
        within=(LEAST, 50),
        label="Answers are shown from",
        says="Fewer could be recognised. The form promises this number: answers that came in under a higher "
        "one stay hidden until as many are there, so that a lower number only counts for events to come",
    )

    def may_show(self, answers: int) -> bool:
        return answers >= self.smallest_group

    def group_for(self, promised: Iterable[int]) -> int:
        """From how many answers on a group is shown whose forms promised these numbers."""
        return max(self.smallest_group, *promised, 0)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each rating was given."""

    statement: Statement
    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        return sum(rating * count for rating, count in self.counts.items()) / self.n if self.n else None


def distributions(answers: Sequence[Mapping[str, int]]) -> Sequence[Distribution]:
    """One for each statement; an answer that leaves a statement out is not counted there."""
    return [Distribution(one, _counts(one.key, answers)) for one in STATEMENTS]


def _counts(key: str, answers: Iterable[Mapping[str, int]]) -> Mapping[int, int]:
    counts = dict.fromkeys(range(LOWEST, HIGHEST + 1), 0)
    for answer in answers:
        if answer.get(key) in counts:
            counts[answer[key]] += 1
    return counts


def confidence_gain(answers: Sequence[Mapping[str, int]]) -> float | None:
    """How much confidence rose on average, among those who rated both before and after."""
    gains = [
        answer["confidence_after"] - answer["confidence_before"]
        for answer in answers
        if {"confidence_after", "confidence_before"} <= answer.keys()
    ]
    return sum(gains) / len(gains) if gains else None
