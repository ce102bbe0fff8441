"""What the evaluation room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import Held, LeftOut, own
from portal.kernel.slice import DemoLoader, NavEntry, Slice
from training.evaluation import demo, merging
from training.evaluation.domain import EvaluationsKept, Secrecy
from training.evaluation.models import EvaluationResponse
from training.evaluation.retention import RETENTION
from training.evaluation.routes import bp, event_actions, waiting


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people: that they answered. Answers are kept apart."""
    return (
        Held(
            title="Evaluations you sent (the answers are kept without your name)",
            covers=("evaluation_response.person_id",),
            select=own(EvaluationResponse, "person_id"),
        ),
        LeftOut((), "Your answers to evaluations: they are kept so that nobody can tell whose they are"),
    )


evaluation = Slice(
    name="evaluation",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Evaluation", "evaluation.list_events", Permission.EVALUATION_READ, order=18, section="Training"
        ),
    ),
    own=(waiting,),
    providers={"held": held, "event_actions": event_actions, "merge_rules": merging.merge_rules},
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(Secrecy, EvaluationsKept),
)
