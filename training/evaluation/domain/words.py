"""What people are asked before and after training (docs/training.md 4.7). Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.kernel.errors import RuleBroken


class EvaluationForm(StrEnum):
    """Which of an event's forms. All but the last are those of whoever took part."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"
    MANAGER = "manager"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    EvaluationForm.BEFORE: "Before",
    EvaluationForm.AFTER: "After",
    EvaluationForm.LATER: "Weeks later",
    EvaluationForm.MANAGER: "Managers",
}
OF_LEARNERS = (EvaluationForm.BEFORE, EvaluationForm.AFTER, EvaluationForm.LATER)
ALL_FORMS = frozenset(OF_LEARNERS)
ONLY_AFTER = frozenset({EvaluationForm.AFTER})
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Statement:
    """One question rated from 1 to 5, with the words at both ends of the scale and the forms that ask it."""

    key: str
    text: str
    low: str
    high: str
    # The same words are the same statement, on whichever forms a version asks it.
    forms: frozenset[EvaluationForm] = field(default=ONLY_AFTER, compare=False)

    @property
    def is_paired(self) -> bool:
        """Whether it is asked more than once, so that a change can be read from it."""
        return len(self.forms) > 1


_AGREE = ("Strongly disagree", "Strongly agree")
_CONFIDENT = ("Not at all confident", "Very confident")


def _confidence(key: str, text: str) -> Statement:
    return Statement(key, text, *_CONFIDENT, forms=ALL_FORMS)


_SINCE = ONLY_AFTER | {EvaluationForm.LATER}
_USEFUL = Statement("useful", "What I learned is useful in my work with children and families", *_AGREE)
_CLEAR = Statement("clear", "The training was clear and well led", *_AGREE)
# No words of their own: what a manager writes about the few people of theirs would name them.
_OF_MANAGERS = (
    Statement(
        "manager_change",
        "Since the training I see a difference in how they work with children and families",
        *_AGREE,
        forms=frozenset({EvaluationForm.MANAGER}),
    ),
    Statement(
        "manager_room",
        "They have had the time and the support to use what they learned",
        *_AGREE,
        forms=frozenset({EvaluationForm.MANAGER}),
    ),
)
# By version: answers keep the number of the words that they answered.
QUESTIONS: Mapping[int, Sequence[Statement]] = {
    1: (
        Statement("confidence_before", "Before the training, how confident were you with this?", *_CONFIDENT),
        Statement("confidence_after", "How confident are you now?", *_CONFIDENT, forms=_SINCE),
        _USEFUL,
        _CLEAR,
        Statement("together", "I understand better how other agencies can help", *_AGREE),
        *_OF_MANAGERS,
    ),
    2: (
        _confidence("listen", "I can find out what a child and their family see, want and worry about"),
        _confidence("whole", "I can look at the whole family, and not only at one child or one problem"),
        _confidence("plan", "I can agree a clear plan with a family, and review it with them"),
        _confidence("others", "I know which other agencies can help, and how to bring them in"),
        _confidence("limits", "I can tell when early help is not enough any more, and what to do then"),
        _USEFUL,
        _CLEAR,
        *_OF_MANAGERS,
    ),
}
# Those that ship with the portal: what a partnership words for itself has the numbers after them.
FORM_VERSION = max(QUESTIONS)
STATEMENTS = QUESTIONS[FORM_VERSION]


@dataclass(frozen=True, slots=True)
class TextLabels:
    """How a form asks for its two texts."""

    will_change: str
    comments: str

    @property
    def both(self) -> tuple[str, str]:
        return self.will_change, self.comments


TEXTS: Mapping[EvaluationForm, TextLabels] = {
    EvaluationForm.BEFORE: TextLabels(
        "What would you like to do better after the training?", "What should the trainers know beforehand?"
    ),
    EvaluationForm.AFTER: TextLabels(
        "What will you do differently?", "Anything else the trainers should know?"
    ),
    EvaluationForm.LATER: TextLabels(
        "What have you done differently since?", "What helped you with it, or got in the way?"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvaluation:
    """Command: send one of the forms about an event that the actor goes or has been to."""

    event_id: int
    ratings: Mapping[str, int]
    form: EvaluationForm = EvaluationForm.AFTER
    will_change: str = ""
    comments: str = ""
    version: int = FORM_VERSION


class AlreadySent(RuleBroken):
    message = "You have sent this form. Answers cannot be changed: nobody knows which are yours"


class AlreadyAnswered(RuleBroken):
    message = "This link was used already. Answers cannot be changed: nobody knows which are yours"


class LinkOfOther(RuleBroken):
    message = "This link was sent to somebody else"


class QuestionsChanged(RuleBroken):
    message = (
        "The questions have changed since you opened this page. Open it once more to answer the new ones"
    )


class NotOpen(RuleBroken):
    message = "This form is closed now. What you had chosen was not sent"
