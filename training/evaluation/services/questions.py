"""Wording the questions: one draft at a time, published for events whose first answer is yet to come.

Callers commit.
"""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences
from training.evaluation import queries
from training.evaluation.domain import (
    ChangedSince,
    DraftExists,
    IsPublished,
    Questionnaire,
    SaveStatement,
    SaveTexts,
    refuse_unfit,
    with_statement,
    without_statement,
    written,
)
from training.evaluation.models import EvaluationQuestions


def begin_draft(actor: Actor) -> EvaluationQuestions:
    """A draft that begins with what is asked now. Raises `DraftExists`."""
    require(actor, Permission.EVENT_MANAGE)
    versions = queries.map_versions()
    newest = versions[max(versions)]
    if not newest.is_published:
        raise DraftExists
    statements, texts = written(newest)
    draft = EvaluationQuestions(number=newest.number + 1, statements=statements, texts=texts, edition=1)
    db.session.add(draft)
    activity.record(actor, "begin_questions", draft, before={}, after={"version": draft.number})
    return draft


def save_statement(actor: Actor, command: SaveStatement) -> None:
    """Add a statement to a draft, or word one anew. Answers to earlier versions keep their own words."""
    draft, said = _opened(actor, command.number)
    known = [one for version in queries.map_versions().values() for one in version.statements]
    _write(actor, draft, said, with_statement(said, command, known))


def remove_statement(actor: Actor, number: int, key: str) -> None:
    draft, said = _opened(actor, number)
    _write(actor, draft, said, without_statement(said, key))


def save_texts(actor: Actor, command: SaveTexts) -> None:
    """Say how the forms of a draft ask for words."""
    draft, said = _opened(actor, command.number)
    _write(actor, draft, said, Questionnaire(said.number, said.statements, command.texts))


def publish_questions(actor: Actor, number: int, edition: int) -> None:
    """Ask this version from now on, about events that nobody has answered about yet.

    Raises `ChangedSince` when it is not the draft that was looked at, and `CannotPublish` for one that
    would not do.
    """
    draft, said = _opened(actor, number)
    if draft.edition != edition:
        raise ChangedSince
    refuse_unfit(said, queries.get_questions(number - 1))
    draft.published_at = clock.now()
    before, after = {"is_published": False}, {"is_published": True}
    activity.record(actor, "publish_questions", draft, version=number, before=before, after=after)


def discard_draft(actor: Actor, number: int) -> None:
    """Throw a draft away. Nobody was ever asked it."""
    draft, said = _opened(actor, number)
    activity.record(actor, "discard_questions", draft, before=_said(said), after={})
    db.session.delete(draft)


def _opened(actor: Actor, number: int) -> tuple[EvaluationQuestions, Questionnaire]:
    require(actor, Permission.EVENT_MANAGE)
    draft = queries.get_own_questions(number, lock=True)
    if draft.published_at is not None:
        raise IsPublished
    return draft, draft.said()


def _write(actor: Actor, draft: EvaluationQuestions, old: Questionnaire, new: Questionnaire) -> None:
    before, after = differences(_said(old), _said(new))
    if after:
        draft.statements, draft.texts = written(new)
        draft.edition += 1
        activity.record(actor, "word_questions", draft, before=before, after=after)


def _said(one: Questionnaire) -> dict[str, object]:
    """As the log tells it: each statement with its scale and who is asked."""
    asked = [
        f"{each.text} ({each.low} to {each.high}): {', '.join(form.label for form in sorted(each.forms))}"
        for each in one.statements
    ]
    texts = [f"{form.label}: {label}" for form, labels in one.texts.items() for label in labels.both]
    return {"statements": asked, "texts": texts}
