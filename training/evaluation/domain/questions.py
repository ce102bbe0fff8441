"""Versions of the questions: what each asks on which form, and what a new one may be (docs/training.md 4.7).

A version never changes once it is published: answers keep its number, and are read by its words. Statements
have the same key where they have the same words, so that what two versions both ask can be put together.
Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

from portal.kernel.errors import RuleBroken
from training.evaluation.domain.words import (
    FORM_VERSION,
    OF_LEARNERS,
    QUESTIONS,
    TEXTS,
    EvaluationForm,
    Statement,
    TextLabels,
)

# More than these take longer than the few minutes that the form promises.
MOST_STATEMENTS = 12
MOST_OF_MANAGERS = 2
KEY_LENGTH = 12
BOTH = frozenset({EvaluationForm.BEFORE, EvaluationForm.AFTER})


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of all forms."""

    number: int
    statements: tuple[Statement, ...]
    texts: Mapping[EvaluationForm, TextLabels]
    is_published: bool = True
    # How often a draft was saved: whoever publishes one has seen this.
    edition: int = 0

    def asked_on(self, form: EvaluationForm) -> tuple[Statement, ...]:
        """The statements that this form asks to be rated."""
        return tuple(one for one in self.statements if form in one.forms)

    def find(self, key: str) -> Statement | None:
        return next((one for one in self.statements if one.key == key), None)


SHIPPED: Mapping[int, Questionnaire] = {
    number: Questionnaire(number, tuple(statements), TEXTS) for number, statements in QUESTIONS.items()
}
NEWEST_SHIPPED = SHIPPED[FORM_VERSION]
Versions = Mapping[int, Questionnaire]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveStatement:
    """Command: put a statement into a draft, in place of the one with `key` where there is one."""

    number: int
    text: str
    low: str
    high: str
    forms: frozenset[EvaluationForm]
    # From 1, among all of the version.
    position: int
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTexts:
    """Command: say how the forms of a draft ask for words."""

    number: int
    texts: Mapping[EvaluationForm, TextLabels]


class DraftExists(RuleBroken):
    message = "There is a draft already. Publish it or throw it away first"


class IsPublished(RuleBroken):
    message = "This version is published and never changes. Start a draft of the next one"


class StatementGone(RuleBroken):
    message = "Somebody else has changed or removed this statement meanwhile. Go back and look at the draft"


class ChangedSince(RuleBroken):
    message = "The draft has changed since you looked at it. Look at it once more, then publish"


class SaidTwice(RuleBroken):
    field = "text"
    message = "Another statement of this draft has the same words"


class AskedNowhere(RuleBroken):
    field = "forms"
    message = "Select who is asked and when"


class ForManagersAlone(RuleBroken):
    field = "forms"
    message = "What managers are asked cannot be asked of those who took part: they speak of somebody else"


class TooMany(RuleBroken):
    message = f"A version has at most {MOST_STATEMENTS} statements"


class CannotPublish(RuleBroken):
    """Says what is missing."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)


def key_of(text: str, low: str, high: str, known: Iterable[Statement]) -> str:
    """The key of these words: that of any version that had them, or one made of them."""
    words = (text, low, high)
    same = next((one.key for one in known if (one.text, one.low, one.high) == words), None)
    return same or sha256("\n".join(words).encode()).hexdigest()[:KEY_LENGTH]


def with_statement(draft: Questionnaire, command: SaveStatement, known: Iterable[Statement]) -> Questionnaire:
    """The draft with this statement at its place. Raises what is wrong with it."""
    if not command.forms:
        raise AskedNowhere
    if EvaluationForm.MANAGER in command.forms and len(command.forms) > 1:
        raise ForManagersAlone
    if command.key and draft.find(command.key) is None:
        raise StatementGone
    others = [one for one in draft.statements if one.key != command.key]
    key = key_of(command.text, command.low, command.high, known)
    if any(one.key == key for one in others):
        raise SaidTwice
    if len(others) >= MOST_STATEMENTS:
        raise TooMany
    others.insert(
        command.position - 1, Statement(key, command.text, command.low, command.high, command.forms)
    )
    return replace(draft, statements=tuple(others))


def without_statement(draft: Questionnaire, key: str) -> Questionnaire:
    """The draft without this statement. Raises `StatementGone`."""
    if draft.find(key) is None:
        raise StatementGone
    return replace(draft, statements=tuple(one for one in draft.statements if one.key != key))


def refuse_unfit(draft: Questionnaire, newest: Questionnaire) -> None:
    """Raise `CannotPublish` for a version that leaves a form empty, shows no change or changes nothing."""
    for form in OF_LEARNERS:
        if not draft.asked_on(form):
            raise CannotPublish(
                f"The form “{form.label}” has no statement. Add one, or ask another there too"
            )
    if not any(one.forms >= BOTH for one in draft.statements):
        raise CannotPublish("No statement is asked both before and after, so that no change could be seen")
    if len(draft.asked_on(EvaluationForm.MANAGER)) > MOST_OF_MANAGERS:
        raise CannotPublish(f"Managers are promised {MOST_OF_MANAGERS} questions. Remove what is over")
    if written(draft) == written(newest):
        raise CannotPublish("The draft asks the same as the version in use")


def differing(statement: Statement, versions: Sequence[Questionnaire]) -> str:
    """In which of these versions a statement is asked, where not in all; empty where in all."""
    asking = [one.number for one in versions if statement in one.statements]
    return "" if len(asking) == len(versions) else ", ".join(map(str, sorted(asking)))


def written(one: Questionnaire) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Statements and texts as they are stored."""
    statements = [asdict(each) | {"forms": sorted(each.forms)} for each in one.statements]
    return statements, {form.value: list(labels.both) for form, labels in one.texts.items()}


def read_statements(stored: Sequence[Mapping[str, Any]]) -> tuple[Statement, ...]:
    return tuple(
        Statement(**{**each, "forms": frozenset(map(EvaluationForm, each["forms"]))}) for each in stored
    )


def read_texts(stored: Mapping[str, Sequence[str]]) -> Mapping[EvaluationForm, TextLabels]:
    return {EvaluationForm(form): TextLabels(*labels) for form, labels in stored.items()}
