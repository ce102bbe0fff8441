"""What the answers come to: never of fewer people than may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Actor, Permission, Role, access, can, require
from portal.kernel.signed_in import current_actor
from portal.kernel.spreads import Spread, SpreadChart, spread_chart
from portal.kernel.tables import paged, read_page_number
from training.catalogue.domain import EventAction
from training.catalogue.models import TrainingEvent
from training.evaluation import finding, queries
from training.evaluation.domain import (
    STEPS,
    Change,
    EvaluationForm,
    Finding,
    Shown,
    Versions,
    findings,
    overall,
    texts,
    versions_of,
)
from training.evaluation.routes.blueprint import bp

Step = tuple[EvaluationForm, EvaluationForm]


@dataclass(frozen=True, slots=True)
class OfTrainers:
    """What permissions about answers are asked for: whose events they are of; nobody's for all."""

    trainer_ids: frozenset[int] = frozenset()


@bp.get("/evaluation")
@access(Permission.EVALUATION_READ)
def list_events() -> ResponseReturnValue:
    page = paged(finding.select_events(current_actor()), read_page_number(request.args))
    runs = can(current_actor(), Permission.EVALUATION_COMPARE)
    return render_template("evaluation/list_events.html", page=page, runs_training=runs)


@bp.get("/training/events/<int:event_id>/evaluation/results")
@access(Permission.EVALUATION_READ)
def results(event_id: int) -> ResponseReturnValue:
    event = queries.get_event(event_id)
    require(current_actor(), Permission.EVALUATION_READ, event)
    return render_template(
        "evaluation/results.html",
        event=event,
        trainers=queries.list_trainers(event.trainer_ids),
        runs_training=can(current_actor(), Permission.EVALUATION_COMPARE),
        learners=finding.count_learners(event_id),
        answered=finding.count_answers(event_id),
        **pictures(finding.read_shown(finding.only(event_id)), queries.map_versions()),
    )


def pictures(found: Shown, versions: Versions, name: str = "") -> dict[str, object]:
    """What every page of results shows. `name` tells the drawings of one part of a page from another's."""
    said = findings(found.answers, versions)
    changes = overall(found.answers, versions)
    return {
        "shown": found,
        "overall": [(step_said(step), changes[step]) for step in STEPS if step in changes],
        "versions": versions_of(found.answers),
        "charts": [
            (_chart(one, name), _changes(one), one.only_in) for one in said if not _is_of_managers(one)
        ],
        "of_managers": [(_chart(one, name), one.only_in) for one in said if _is_of_managers(one)],
        "words_purged": any(one.words_purged for one in found.answers),
        "texts": [
            (f"{form.label}: {label}", words)
            for (form, label), words in texts(found.answers, versions).items()
        ],
    }


def _chart(one: Finding, name: str) -> SpreadChart:
    spreads = [Spread(form.label, found.counts, found.mean) for form, found in one.spreads.items()]
    statement = one.statement
    return spread_chart(f"{name}{statement.key}", statement.text, (statement.low, statement.high), spreads)


def _is_of_managers(one: Finding) -> bool:
    return EvaluationForm.MANAGER in one.spreads


def _changes(one: Finding) -> list[tuple[str, Change]]:
    return [(step_said(step), one.changes[step]) for step in STEPS if step in one.changes]


def step_said(step: Step) -> str:
    return f"{step[0].label} to {step[1].label.lower()}"


def event_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """The way from the page of an event that is over to what people said about it."""
    is_over = event.result_confirmed_at is not None
    if actor is None or not is_over or not actor.holds(Role.COORDINATOR, Role.TRAINING_LEAD):
        return []
    return [EventAction("What people said", url_for("evaluation.results", event_id=event.id))]
