"""What the evaluation room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from training.evaluation import demo, jobs, letters, merging
from training.evaluation.domain import EvaluationsKept, FormTimes, Secrecy
from training.evaluation.models import EvaluationInvitation, EvaluationManager, EvaluationResponse
from training.evaluation.retention import RETENTION
from training.evaluation.routes import bp, results, sending


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people: that they answered. Answers are kept apart."""
    return (
        Held(
            title="Evaluations you sent (the answers are kept without your name)",
            covers=("evaluation_response.person_id",),
            select=own(EvaluationResponse, "person_id"),
        ),
        Held(
            title="Evaluations whose forms are open (a random key joins yours until the last closes)",
            covers=("evaluation_invitation.person_id",),
            select=own(EvaluationInvitation, "person_id", leave_out=("pair_key",)),
        ),
        Held(
            title="Training of people you manage that you were asked about (until its forms close)",
            covers=("evaluation_manager.person_id",),
            select=own(EvaluationManager, "person_id", leave_out=("digest",)),
        ),
        LeftOut(
            (),
            "Your answers to evaluations: they are kept without your name, and cannot be tied to you once "
            "the key that joins your forms to each other is deleted",
        ),
    )


evaluation = Slice(
    name="evaluation",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Evaluation", "evaluation.list_events", Permission.EVALUATION_READ, order=18, section="Training"
        ),
    ),
    own=(sending.waiting,),
    jobs=(
        Job("ask-evaluations", jobs.ask_for_forms, at="20 8-17 * * *"),
        Job("ask-managers", jobs.ask_managers, at="40 8-17 * * *"),
        Job("close-evaluations", jobs.close_forms, at="10 2,3,4 * * *"),
    ),
    providers={
        "held": held,
        "event_actions": results.event_actions,
        "merge_rules": merging.merge_rules,
        "message_kinds": letters.message_kinds,
    },
    demo=(DemoLoader(demo.ORDER, demo.load),),
    retention=RETENTION,
    rules=(Secrecy, FormTimes, EvaluationsKept),
)
